/** A client of its own process, which may be killed or stopped at any moment. Bundled by client-process.ts. */
import { attach } from '../../inspector/attach/attach.ts';
import { collect } from './collecting.ts';

const [pid, rounds] = process.argv.slice(2).map(Number) as [number, number];
const say = (word: string) => process.stdout.write(`${word}\n`);
const log = { debug() {}, warn: say };
const signal = new AbortController().signal;

say('attaching');
const session = await attach({ kind: 'pid', pid }, { signal, timeoutMs: 30_000, log });
say('attached');
for (let i = 0; i < rounds; i++) {
  await collect(session, {
    onProgress: ({ phase, fraction }) => say(fraction > 0 ? `${phase} on` : phase),
  });
}
say('idle');
// For as long as nobody kills it.
setInterval(() => {}, 1000);
