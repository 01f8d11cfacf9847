/** The text that is evaluated in the target's own realm when a live session begins: what Node offers, as functions. */

/**
 * A function for `Runtime.callFunctionOn`, with `this` being Node's `require`; returns a `LiveHost`
 * (inspector/agent/live/live-host.ts). Plain text, as collect/bootstrap.ts. Functions are taken once, so that the
 * target may replace or fake them later. The arguments are what Node's own functions close over, or null where a
 * version has it elsewhere: the lists of promise hooks, what makes V8 call them, and the lists of timers by duration.
 */
export const liveHost = `function (promiseHookLists, updatePromiseHooks, timerLists) {
  const v8 = this('v8');
  const hooks = this('perf_hooks');
  const timers = this('timers');
  const { createHook, executionAsyncId } = this('async_hooks');
  const target = process;
  const { setTimeout, clearTimeout } = timers;
  const { PerformanceObserver, performance, monitorEventLoopDelay } = hooks;
  const { promiseHooks } = v8;
  const { memoryUsage, resourceUsage, getActiveResourcesInfo } = target;
  const wallClock = Date.now;
  const utilization = performance.eventLoopUtilization.bind(performance);
  const nodeTiming = performance.nodeTiming;
  const { on, prependListener, removeListener, listenerCount, getMaxListeners } = target;
  const lists = Object.values(promiseHookLists ?? {});
  const ours = new Set();
  const hooked = (use) => (hook) => {
    ours.add(hook);
    const stop = use(hook);
    return () => { ours.delete(hook); stop(); };
  };
  return {
    onPromiseInit: hooked(promiseHooks.onInit),
    onPromiseSettled: hooked(promiseHooks.onSettled),
    wallClock,
    resourceUsage: resourceUsage.bind(target),
    memoryUsage: memoryUsage.bind(target),
    utilization: () => utilization(),
    loopTurns: () => nodeTiming?.uvMetricsInfo?.loopCount ?? null,
    activeResources: () => getActiveResourcesInfo?.call(target) ?? null,
    delayHistogram: (resolution) => monitorEventLoopDelay?.({ resolution }) ?? null,
    observeGc: (onEntry) => {
      const observer = new PerformanceObserver((list) => { for (const entry of list.getEntries()) onEntry(entry); });
      observer.observe({ entryTypes: ['gc'] });
      return () => observer.disconnect();
    },
    after: (milliseconds, run) => {
      const timer = setTimeout(run, milliseconds);
      timer.unref();
      return () => clearTimeout(timer);
    },
    pairedTimer: (milliseconds, run) => {
      const timer = setTimeout(run, milliseconds);
      timer.unref();
      return { timer, stop: () => clearTimeout(timer) };
    },
    onProcess: (event, listener, first) => {
      const most = getMaxListeners.call(target);
      if (most > 0 && listenerCount.call(target, event) >= most) return () => {};
      (first ? prependListener : on).call(target, event, listener);
      return () => void removeListener.call(target, event, listener);
    },
    processListeners: (event) => listenerCount.call(target, event),
    executionAsyncId,
    asyncIdOf: (timer) => {
      for (const symbol of Object.getOwnPropertySymbols(timer)) if (symbol.description === 'asyncId') return timer[symbol];
      return -1;
    },
    // Node adds hooks for promises to every hook of async_hooks. Unless the target has such hooks already, they are
    // taken off again: they would cost a multiple of all that is done here.
    onTimerCreated: lists.length === 0 || typeof updatePromiseHooks !== 'function' ? null : (created) => {
      let calls = 0;
      const hook = createHook({ init: (id, type, trigger, resource) => {
        calls++;
        if (type === 'Timeout' || type === 'Immediate') created(type, resource);
      } });
      const before = lists.map((list) => [...list]);
      const quiet = before.every((list) => list.every((each) => ours.has(each)));
      hook.enable();
      if (quiet) {
        for (const [i, list] of lists.entries()) list.splice(0, list.length, ...before[i]);
        updatePromiseHooks();
      }
      return { calls: () => calls, stop: () => void hook.disable() };
    },
    activeIntervals: (most) => {
      const found = [];
      let left = most;
      for (const list of Object.values(timerLists ?? {})) {
        for (let timer = list._idlePrev; timer && timer !== list && left-- > 0; timer = timer._idlePrev) {
          if (timer._repeat) found.push(timer);
        }
      }
      return found;
    },
  };
}`;
