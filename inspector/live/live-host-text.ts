/** The text that is evaluated in the target's own realm when a live session begins: what Node offers, as functions. */

/**
 * A function for `Runtime.callFunctionOn`, with `this` being Node's `require`; returns a `LiveHost`
 * (inspector/agent/live/live-host.ts). Plain text, as collect/bootstrap.ts. Functions are taken once, so that the
 * target may replace or fake them later. The arguments are what Node's own functions close over, or null where a
 * version has it elsewhere: parts of async_hooks, and the lists of timers by duration.
 */
export const liveHost = `function (getHookArrays, enableHooks, disableHooks, asyncWrap, timerLists) {
  const v8 = this('v8');
  const hooks = this('perf_hooks');
  const timers = this('timers');
  const { createHook, executionAsyncId } = this('async_hooks');
  const target = process;
  const { setTimeout, clearTimeout } = timers;
  const { PerformanceObserver, performance, monitorEventLoopDelay } = hooks;
  const { promiseHooks, getHeapSpaceStatistics: spaces } = v8;
  const { memoryUsage, resourceUsage, threadCpuUsage, getActiveResourcesInfo } = target;
  let threadCpuMs = () => {
    const { user, system } = threadCpuUsage.call(target);
    return (user + system) / 1e3;
  };
  // Node before 23.9 does not have it, and some systems do not support it.
  try { threadCpuMs(); } catch { threadCpuMs = () => null; }
  const wallClock = Date.now;
  const utilization = performance.eventLoopUtilization.bind(performance);
  const nodeTiming = performance.nodeTiming;
  const { on, prependListener, removeListener, listenerCount, getMaxListeners } = target;
  const parts = [getHookArrays, enableHooks, disableHooks];
  const { kInit, kTotals } = asyncWrap?.constants ?? {};
  const canHook = parts.every((each) => typeof each === 'function') && kInit >= 0 && kTotals >= 0;
  return {
    onPromiseInit: promiseHooks.onInit,
    onPromiseSettled: promiseHooks.onSettled,
    wallClock,
    resourceUsage: resourceUsage.bind(target),
    threadCpuMs,
    memoryUsage: memoryUsage.bind(target),
    youngGenerationBytes: () => spaces().find(({ space_name }) => space_name === 'new_space').space_size,
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
    // As \`hook.enable()\` and \`disable()\`, which would set hooks for promises as well: those cost a multiple of all that
    // is done here, and a part of it for good.
    onTimerCreated: !canHook ? null : (created) => {
      let calls = 0;
      const hook = createHook({ init: (id, type, trigger, resource) => {
        calls++;
        if (type === 'Timeout' || type === 'Immediate') created(type, resource);
      } });
      const count = (by) => {
        const [hooks, fields] = getHookArrays();
        fields[kInit] += by;
        fields[kTotals] += by;
        return [hooks, fields[kTotals]];
      };
      const [hooks, total] = count(1);
      hooks.push(hook);
      if (total === 1) enableHooks();
      const stop = () => {
        const [hooks, total] = count(-1);
        hooks.splice(hooks.indexOf(hook), 1);
        if (total === 0) disableHooks();
      };
      return { calls: () => calls, stop };
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
