/**
 * Moves an inspector that our signal has opened off the shared port, and leaves a guard: should this client die before
 * the agent is there, nobody else would close the inspector again.
 *
 * The guard is an unref'd timer in the target. It ends as soon as a message comes on a diagnostics channel, to which the
 * agent, or whatever else closes the inspector, sends one; nothing of it is left then.
 */
import { randomBytes } from 'node:crypto';

const guardMs = 10_000;
/** Of this client: another one must not end our guard. */
const guardChannel = `loopscope-${randomBytes(8).toString('hex')}`;

/** A statement that ends the guard, if there is one. On Node 18 nobody may unsubscribe while a message is handed out. */
export const dismissGuard = `{
  const ends = [];
  require('diagnostics_channel').channel('${guardChannel}').publish(ends);
  for (const end of ends) end();
}`;

/**
 * Without a host it stays on the one that is configured. Opening changes `process.debugPort`, where the next signal would
 * open the inspector and from which `cluster` counts, so that is put back at once. Until the inspector is closed,
 * `inspector.url()` then names the old port, so the new one is found among the sockets that listen. While anybody is
 * connected, the guard waits: `close` would wait for them, and the target with it.
 */
export function moveToFreePort(debugPort: number): string {
  return `{
  const inspector = require('inspector');
  const { setTimeout, clearTimeout } = require('timers');
  const { readFileSync } = require('fs');
  const guard = require('diagnostics_channel').channel('${guardChannel}');
  const sockets = (wanted) => {
    try {
      return ['tcp', 'tcp6']
        .flatMap((name) => readFileSync('/proc/self/net/' + name, 'latin1').split('\\n'))
        .map((row) => row.trim().split(/\\s+/))
        .filter((row) => row[3] === wanted)
        .map((row) => row[1].slice(-4));
    } catch {
      return [];
    }
  };
  const before = sockets('0A');
  inspector.close();
  inspector.open(0);
  process.debugPort = ${debugPort};
  const ports = sockets('0A').filter((port) => !before.includes(port));
  const url = inspector.url();
  let timer;
  const onMessage = (ends) => ends.push(end);
  const end = () => {
    clearTimeout(timer);
    guard.unsubscribe(onMessage);
  };
  const wait = () => {
    timer = setTimeout(look, ${guardMs});
    timer.unref();
  };
  const look = () => {
    if (inspector.url() === url && sockets('01').some((port) => ports.includes(port))) return wait();
    end();
    if (inspector.url() === url) inspector.close();
  };
  guard.subscribe(onMessage);
  wait();
}`;
}
