/** The text that is evaluated in the target's own realm, only to make the agent's realm and hand it its host. */

/** Name of the agent's realm, by which it is left out of surveys. */
export const agentRealmName = 'Loopscope';

/**
 * A function for `Runtime.callFunctionOn`, with `this` being Node's `require`. Plain text, since it runs in the
 * target and must not depend on how our bundle was made. With `microtaskMode: 'afterEvaluate'` the new realm
 * has its own microtask queue, which is run, alone, whenever a script ends in it.
 */
export const bootstrap = `function (agentSource, getPromiseDetails, openedByUs) {
  const vm = this('vm');
  const hooks = this('perf_hooks');
  const timers = this('timers');
  const inspector = this('inspector');
  const inspect = this('util').inspect;
  const hrtime = process.hrtime;
  const performance = hooks.performance;
  const realm = vm.createContext({}, { name: '${agentRealmName}', microtaskMode: 'afterEvaluate' });
  const install = new vm.Script(agentSource, { filename: 'loopscope-agent' }).runInContext(realm);
  const nothing = new vm.Script('0', { filename: 'loopscope-agent' });
  return install({
    runMicrotasks: nothing.runInContext.bind(nothing, realm),
    now: () => { const t = hrtime(); return t[0] * 1e3 + t[1] / 1e6; },
    getPromiseDetails: typeof getPromiseDetails === 'function' ? getPromiseDetails : null,
    inspect,
    monitorEventLoopDelay: hooks.monitorEventLoopDelay ?? null,
    eventLoopUtilization: performance?.eventLoopUtilization?.bind(performance) ?? null,
    every: (milliseconds, run) => {
      const timer = timers.setInterval(run, milliseconds);
      timer.unref();
      return () => timers.clearInterval(timer);
    },
    closeInspector: () => inspector.close(),
  }, openedByUs);
}`;

/**
 * Closes the inspector. There is no answer: the connection ends with it, within a few milliseconds, also while the
 * program is in a busy loop (tried on Node 18 to 26).
 */
export const closeInspector = `require('inspector').close()`;

/** Closes the inspector and opens it again on a port that nobody else uses, once the caller has gone. */
export const moveInspectorSoon = `(() => {
  const inspector = require('inspector');
  require('timers').setTimeout(() => { inspector.close(); inspector.open(0, '127.0.0.1'); }, 20).unref();
})()`;
