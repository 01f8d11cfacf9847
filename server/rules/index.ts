/** All rules, in the order in which the documentation lists them. */
import { busyWait } from './block/busy-wait.ts';
import { syncApi } from './block/sync-api.ts';
import { syncLib } from './block/sync-lib.ts';
import { wait } from './block/wait.ts';
import { fanout } from './conc/fanout.ts';
import { loopAwait } from './conc/loop-await.ts';
import { sequential } from './conc/sequential.ts';
import { json } from './cpu/json.ts';
import { loop } from './cpu/loop.ts';
import { quadratic } from './cpu/quadratic.ts';
import { redos } from './cpu/redos.ts';
import { abort } from './err/abort.ts';
import { swallow } from './err/swallow.ts';
import { dataAsync } from './flow/data-async.ts';
import { pipe } from './flow/pipe.ts';
import { queue } from './flow/queue.ts';
import { write } from './flow/write.ts';
import { ws } from './flow/ws.ts';
import { listener } from './leak/listener.ts';
import { reentry } from './lock/reentry.ts';
import { allPartial } from './promise/all-partial.ts';
import { asyncCallback } from './promise/async-callback.ts';
import { awaitInAll } from './promise/await-in-all.ts';
import { condition } from './promise/condition.ts';
import { floating } from './promise/floating.ts';
import { lateAwait } from './promise/late-await.ts';
import { returnInTry } from './promise/return-in-try.ts';
import { atomic } from './race/atomic.ts';
import { client } from './res/client.ts';
import { release } from './res/release.ts';
import type { Rule } from './rule.ts';
import { events } from './settle/events.ts';
import { path } from './settle/path.ts';
import { throwing } from './settle/throw.ts';
import { micro } from './starve/micro.ts';
import { poll } from './starve/poll.ts';
import { forwardSignal } from './time/forward-signal.ts';
import { noTimeout } from './time/no-timeout.ts';
import { once } from './time/once.ts';
import { raceLeak } from './time/race-leak.ts';
import { asyncInterval } from './timer/async-interval.ts';

export const rules: readonly Rule[] = [
  syncApi,
  syncLib,
  wait,
  busyWait,
  json,
  redos,
  loop,
  quadratic,
  floating,
  asyncCallback,
  condition,
  returnInTry,
  lateAwait,
  allPartial,
  awaitInAll,
  path,
  events,
  throwing,
  noTimeout,
  forwardSignal,
  raceLeak,
  once,
  fanout,
  sequential,
  loopAwait,
  client,
  release,
  reentry,
  micro,
  poll,
  asyncInterval,
  write,
  pipe,
  dataAsync,
  queue,
  ws,
  listener,
  swallow,
  abort,
  atomic,
];
