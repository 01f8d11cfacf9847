/** The text that is evaluated in the target's own realm when a live session begins: what Node offers, as functions. */

/**
 * A function for `Runtime.callFunctionOn`, with `this` being Node's `require`; returns a `LiveHost`
 * (inspector/agent/live/live-host.ts). Plain text, as collect/bootstrap.ts. Functions are taken once, so that the
 * target may replace or fake them later.
 */
export const liveHost = `function () {
  const v8 = this('v8');
  const hooks = this('perf_hooks');
  const timers = this('timers');
  const target = process;
  const { setTimeout, clearTimeout } = timers;
  const { PerformanceObserver, performance, monitorEventLoopDelay } = hooks;
  const { promiseHooks } = v8;
  const { memoryUsage, resourceUsage, getActiveResourcesInfo } = target;
  const wallClock = Date.now;
  const utilization = performance.eventLoopUtilization.bind(performance);
  const nodeTiming = performance.nodeTiming;
  const { on, prependListener, removeListener, listenerCount, getMaxListeners } = target;
  return {
    onPromiseInit: promiseHooks.onInit,
    onPromiseSettled: promiseHooks.onSettled,
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
    onProcess: (event, listener, first) => {
      const most = getMaxListeners.call(target);
      if (most > 0 && listenerCount.call(target, event) >= most) return () => {};
      (first ? prependListener : on).call(target, event, listener);
      return () => void removeListener.call(target, event, listener);
    },
    processListeners: (event) => listenerCount.call(target, event),
    onTimerCreated: null,
  };
}`;
