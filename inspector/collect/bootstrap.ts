/** The text that is evaluated in the target's own realm, only to make the agent's realm and hand it its host. */

/** Name of the agent's realm, by which it is left out of surveys. */
export const agentRealmName = 'Loopscope';

/**
 * A function for `Runtime.callFunctionOn`, with `this` being Node's `require`. Plain text, since it runs in the
 * target and must not depend on how our bundle was made. With `microtaskMode: 'afterEvaluate'` the new realm
 * has its own microtask queue, which is run, alone, whenever a script ends in it.
 */
export const bootstrap = `function (agentSource, openedPort, getPromiseDetails, setPromiseHooks, updatePromiseHooks, promiseHooks) {
  const vm = this('vm');
  const hooks = this('perf_hooks');
  const timers = this('timers');
  const inspector = this('inspector');
  const channels = this('diagnostics_channel');
  const fs = this('fs');
  const inspect = this('util').inspect;
  const performance = hooks.performance;
  // Fake timers replace \`hrtime\` and \`performance.now\`, which on Node 18 is made of it, but not this.
  const uptime = process.uptime;
  const mute = typeof setPromiseHooks === 'function' && typeof updatePromiseHooks === 'function';
  const lists = Object.values(promiseHooks ?? {});
  let muted = false;
  const realm = vm.createContext({}, { name: '${agentRealmName}', microtaskMode: 'afterEvaluate' });
  const install = new vm.Script(agentSource, { filename: 'loopscope-agent' }).runInContext(realm);
  const nothing = new vm.Script('0', { filename: 'loopscope-agent' });
  return install({
    runMicrotasks: nothing.runInContext.bind(nothing, realm),
    mutePromiseHooks: () => {
      if (!mute || !lists.some((list) => list.length > 0)) return;
      muted = true;
      setPromiseHooks(undefined, undefined, undefined, undefined);
    },
    restorePromiseHooks: () => {
      if (!muted) return;
      muted = false;
      updatePromiseHooks();
    },
    now: () => uptime() * 1e3,
    getPromiseDetails: typeof getPromiseDetails === 'function' ? getPromiseDetails : null,
    inspect,
    monitorEventLoopDelay: hooks.monitorEventLoopDelay ?? null,
    eventLoopUtilization: performance?.eventLoopUtilization?.bind(performance) ?? null,
    every: (milliseconds, run) => {
      const timer = timers.setInterval(run, milliseconds);
      timer.unref();
      return () => timers.clearInterval(timer);
    },
    subscribe: (name, receive) => {
      const channel = channels.channel(name);
      const subscriber = (message) => receive(message);
      channel.subscribe(subscriber);
      return () => channel.unsubscribe(subscriber);
    },
    inspectorInUse: () => {
      try {
        // Not from \`inspector.url()\`, which names an old port when the inspector was moved.
        const port = openedPort.toString(16).toUpperCase().padStart(4, '0');
        const sockets = ['tcp', 'tcp6'].map((name) => fs.readFileSync('/proc/self/net/' + name, 'latin1')).join('');
        // Local address and port, remote ones, state: 01 is established.
        return new RegExp(':' + port + ' [0-9A-F]+:[0-9A-F]{4} 01 ').test(sockets);
      } catch {
        return null;
      }
    },
    closeInspector: () => inspector.close(),
  }, openedPort !== null);
}`;

/**
 * Closes the inspector. There is no answer: the connection ends with it, within a few milliseconds, also while the
 * program is in a busy loop (tried on Node 18 to 26).
 */
export const closeInspector = `require('inspector').close()`;
