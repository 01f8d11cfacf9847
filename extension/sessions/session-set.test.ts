import { expect, test, vi } from 'vitest';
import { Emitter } from '../../inspector/base/emitter.ts';
import { UserError } from '../../inspector/base/user-error.ts';
import type { CollectOptions, Disconnect, LiveSession, Session } from '../../inspector/session.ts';
import type { PendingTasks } from '../../protocol/pending-tasks.ts';
import { liveSample } from '../testing/made-up-live.ts';
import { SessionSet } from './session-set.ts';
import { isLive } from './target.ts';

const never = new AbortController().signal;
const options: CollectOptions = {
  signal: never,
  maxPauseMs: 1000,
  stuckAfterMs: 10_000,
  remember: true,
};

const stop = vi.fn(async () => {});
const liveSession = { tasks: null, findings: [], stop } as unknown as LiveSession;
const liveRequest = { signal: never, thresholds: { stuckAfterMs: 10_000, blockMs: 100 } };

function fakeSession(pid: number, port = 9229) {
  const disconnected = new Emitter<Disconnect>();
  const session = {
    info: { pid, address: { host: '127.0.0.1', port } },
    onDidDisconnect: disconnected.event,
    collectPendingTasks: vi.fn(async () => tasksAt(1)),
    live: vi.fn<Session['live']>(async () => liveSession),
    detach: vi.fn(async () => {}),
  };
  const asSession = session as unknown as Session;
  return { session, asSession, disconnected };
}

const tasksAt = (collectedAt: number) => ({ collectedAt, groups: [] }) as unknown as PendingTasks;
const request = (address: string, session: Session) => ({
  address,
  signal: never,
  attach: async () => session,
});
const kinds = (set: SessionSet) => set.targets.map(({ id, state }) => `${id} ${state.kind}`);

test('a target is attaching, attached, collecting, attached', async () => {
  const set = new SessionSet();
  const seen: string[][] = [];
  set.onDidChange(() => seen.push(kinds(set)));
  const target = await set.attach(request('7', fakeSession(7).asSession));
  await set.collect(target, options);
  expect(seen).toEqual([['7 attaching'], ['7 attached'], ['7 collecting'], ['7 attached']]);
  expect(target.tasks?.collectedAt).toBe(1);
});

test('an attach that fails leaves nothing behind', async () => {
  const set = new SessionSet();
  const attach = async () => {
    throw new UserError('unreachable', 'No process 7.');
  };
  await expect(set.attach({ address: '7', signal: never, attach })).rejects.toThrow(
    'No process 7.',
  );
  expect(set.targets).toEqual([]);
});

test('attaching twice is one attach', async () => {
  const set = new SessionSet();
  const attach = vi.fn(async () => fakeSession(7).asSession);
  const first = await set.attach({ address: '7', signal: never, attach });
  expect(await set.attach({ address: '7', signal: never, attach })).toBe(first);
  expect(attach).toHaveBeenCalledOnce();
});

test('the same process by another name is one target, and its second connection is closed', async () => {
  const set = new SessionSet();
  const first = await set.attach(request('7', fakeSession(7).asSession));
  const other = fakeSession(7);
  expect(await set.attach(request('127.0.0.1:9229', other.asSession))).toBe(first);
  expect(other.session.detach).toHaveBeenCalledOnce();
  expect(kinds(set)).toEqual(['7 attached']);
});

test('equal pids on two machines are two targets', async () => {
  const set = new SessionSet();
  await set.attach(request('7', fakeSession(7).asSession));
  await set.attach(request('10.0.0.1:9230', fakeSession(7, 9230).asSession));
  expect(set.targets).toHaveLength(2);
});

test('detaching while attaching cancels, and detaches what still arrives', async () => {
  const set = new SessionSet();
  const { session, asSession } = fakeSession(7);
  const arrival = resolvers<Session>();
  const attaching = set.attach({ address: '7', signal: never, attach: () => arrival.promise });
  await set.detachAll();
  arrival.resolve(asSession);
  await expect(attaching).rejects.toMatchObject({ kind: 'cancelled' });
  expect(session.detach).toHaveBeenCalledOnce();
  expect(set.targets).toEqual([]);
});

test('a collection that fails keeps the target and what was collected before', async () => {
  const set = new SessionSet();
  const { session, asSession } = fakeSession(7);
  const target = await set.attach(request('7', asSession));
  await set.collect(target, options);
  session.collectPendingTasks.mockRejectedValueOnce(new UserError('refused', 'Would pause 7 s.'));
  await expect(set.collect(target, options)).rejects.toThrow('Would pause 7 s.');
  expect(target.state).toEqual({ kind: 'failed', message: 'Would pause 7 s.' });
  expect(target.tasks?.collectedAt).toBe(1);
});

test('a collection that is asked for twice runs once', async () => {
  const set = new SessionSet();
  const { session, asSession } = fakeSession(7);
  const target = await set.attach(request('7', asSession));
  await Promise.all([set.collect(target, options), set.collect(target, options)]);
  expect(session.collectPendingTasks).toHaveBeenCalledOnce();
});

test('a target that goes away says why, keeps its tasks and stays gone', async () => {
  const set = new SessionSet();
  const { session, asSession, disconnected } = fakeSession(7);
  const target = await set.attach(request('7', asSession));
  await set.collect(target, options);
  const collection = resolvers<PendingTasks>();
  session.collectPendingTasks.mockReturnValueOnce(collection.promise);
  const collecting = set.collect(target, options);
  const reason: Disconnect = { kind: 'exited', message: 'Process 7 exited.' };
  disconnected.fire(reason);
  collection.reject(new UserError('lost', 'Process 7 went away.'));
  await expect(collecting).rejects.toThrow('went away');
  expect(target.state).toEqual({ kind: 'gone', reason });
  expect(target.tasks?.collectedAt).toBe(1);
  expect(set.withPid(7)).toBeNull();
  await set.collect(target, options);
  expect(session.collectPendingTasks).toHaveBeenCalledTimes(2);
});

test('a target that is gone can be attached again', async () => {
  const set = new SessionSet();
  const { asSession, disconnected } = fakeSession(7);
  await set.attach(request('7', asSession));
  disconnected.fire({ kind: 'inspector-closed', message: 'closed' });
  await set.attach(request('7', fakeSession(7).asSession));
  expect(kinds(set)).toEqual(['7 attached']);
});

test('detaching during a collection aborts it without a complaint', async () => {
  const set = new SessionSet();
  const { session, asSession } = fakeSession(7);
  const target = await set.attach(request('7', asSession));
  session.collectPendingTasks.mockImplementationOnce(
    ((given: CollectOptions) =>
      new Promise((_, reject) => {
        given.signal.addEventListener('abort', () => reject(new UserError('cancelled', 'stopped')));
      })) as never,
  );
  const collecting = set.collect(target, options);
  await set.detach(target);
  await collecting;
  expect(session.detach).toHaveBeenCalledOnce();
  expect(set.targets).toEqual([]);
});

test('what a live session says is kept and told, also after the target is gone', async () => {
  const set = new SessionSet();
  const { session, asSession, disconnected } = fakeSession(7);
  const target = await set.attach(request('7', asSession));
  const changes: string[] = [];
  set.onDidChangeLive(({ target: { id }, change }) => changes.push(`${id} ${change}`));
  await set.goLive(target, liveRequest);
  const tell = session.live.mock.calls[0]?.[0].onEvent;
  tell?.({ type: 'sample', sample: liveSample() });
  disconnected.fire({ kind: 'exited', message: 'Process 7 exited.' });
  expect(changes).toEqual(['7 sample', '7 ended']);
  expect(isLive(target)).toBe(false);
  expect(target.live?.samples).toHaveLength(1);
});

test('a live session that does not start leaves the target attached', async () => {
  const set = new SessionSet();
  const { session, asSession } = fakeSession(7);
  const target = await set.attach(request('7', asSession));
  session.live.mockRejectedValueOnce(new UserError('lost', 'No answer.'));
  await expect(set.goLive(target, liveRequest)).rejects.toThrow('No answer.');
  expect([target.live, target.state.kind]).toEqual([null, 'attached']);
});

test('a live session is stopped without a detach', async () => {
  const set = new SessionSet();
  const { session, asSession } = fakeSession(7);
  const target = await set.attach(request('7', asSession));
  await set.goLive(target, liveRequest);
  await set.stopLive(target);
  expect(stop).toHaveBeenCalledOnce();
  expect([target.live, session.detach.mock.calls.length]).toEqual([null, 0]);
});

test('the end waits for a detach that was begun before', async () => {
  const set = new SessionSet();
  const { session, asSession } = fakeSession(7);
  const target = await set.attach(request('7', asSession));
  const detached = resolvers<void>();
  session.detach.mockReturnValueOnce(detached.promise);
  void set.detach(target);
  let ended = false;
  const end = set.detachAll().then(() => {
    ended = true;
  });
  await new Promise(setImmediate);
  expect(ended).toBe(false);
  detached.resolve();
  await end;
});

function resolvers<T>() {
  let resolve!: (value: T) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
