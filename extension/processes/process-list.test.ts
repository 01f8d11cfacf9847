import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { nodeProcess } from '../testing/made-up-tasks.ts';
import { ProcessList } from './process-list.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('lists again only while it is watched', async () => {
  const list = vi.fn(async () => [nodeProcess(1)]);
  const processes = new ProcessList(list);
  processes.watch(true);
  await vi.advanceTimersByTimeAsync(9000);
  expect(list).toHaveBeenCalledTimes(3);
  processes.watch(false);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(list).toHaveBeenCalledTimes(3);
});

test('a listing that is asked for twice runs once', async () => {
  const list = vi.fn(async () => []);
  const processes = new ProcessList(list);
  await Promise.all([processes.refresh(), processes.refresh()]);
  expect(list).toHaveBeenCalledOnce();
  await processes.refresh();
  expect(list).toHaveBeenCalledTimes(2);
});

test('a failure keeps what was listed and is forgotten by the next success', async () => {
  const list = vi.fn(async () => [nodeProcess(1)]);
  const processes = new ProcessList(list);
  await processes.refresh();
  list.mockRejectedValueOnce(new Error('no /proc'));
  await processes.refresh();
  expect(processes.error?.message).toBe('no /proc');
  expect(processes.processes).toHaveLength(1);
  await processes.refresh();
  expect(processes.error).toBeNull();
});

test('after its end it neither lists nor tells', async () => {
  const list = vi.fn(async () => []);
  const processes = new ProcessList(list);
  const told = vi.fn();
  processes.onDidList(told);
  processes.watch(true);
  processes.dispose();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(list).toHaveBeenCalledOnce();
  expect(told).not.toHaveBeenCalled();
});
