import { expect, test } from 'vitest';
import type { PromiseSampling } from '../../protocol/live.ts';
import { liveBlock, liveSample, liveState } from '../testing/made-up-live.ts';
import { frame, group, pendingTasks, target } from '../testing/made-up-tasks.ts';
import { omissions, targetRow, targetTooltip } from './target-row.ts';

const row = (...args: Parameters<typeof target>) => targetRow(target(...args));

test('before it has answered, a target is what was asked for', () => {
  const state = { kind: 'attaching' } as const;
  expect(row({ info: null, state })).toMatchObject({
    label: 'Process 4711',
    description: 'attaching…',
  });
  expect(row({ info: null, state, address: '10.0.0.1:9229' }).label).toBe('10.0.0.1:9229');
});

test('attached, it counts tasks, stuck ones and cycles', () => {
  const tasks = pendingTasks([
    group([frame('a')], { state: 'cycle', count: 1 }),
    group([frame('b')], { state: 'stuck', count: 2 }),
    group([frame('c')], { count: 1200, countIsExact: false }),
  ]);
  expect(row({ tasks })).toMatchObject({
    label: 'app.js',
    description: '4711 · ≈1,202 tasks · stuck at 1 await · 1 cycle',
  });
});

test.each([
  [{ kind: 'collecting' } as const, '4711 · collecting…'],
  [{ kind: 'failed', message: 'x' } as const, '4711 · nothing collected'],
  [{ kind: 'gone', reason: { kind: 'exited', message: 'x' } } as const, '4711 · exited'],
  [
    { kind: 'gone', reason: { kind: 'exited', message: 'x', code: 7 } } as const,
    '4711 · exited with code 7',
  ],
  [
    { kind: 'gone', reason: { kind: 'inspector-closed', message: 'x' } } as const,
    '4711 · inspector closed',
  ],
  [
    { kind: 'gone', reason: { kind: 'network-lost', message: 'x' } } as const,
    '4711 · connection lost',
  ],
])('%j', (state, description) => {
  expect(row({ state }).description).toBe(description);
});

test('the tooltip shows the cost, and why it is gone', () => {
  const reason = { kind: 'exited', message: 'Process 4711 exited.' } as const;
  const text = targetTooltip(target({ tasks: pendingTasks([]), state: { kind: 'gone', reason } }));
  expect(text).toContain(String.raw`Process 4711 exited\.`);
  expect(text).toContain(String.raw`stopped the process for 48 ms \(estimated 50 ms`);
});

test('the tooltip says how much is seen of what happens, and what that costs', () => {
  const tooltip = (sampling: PromiseSampling) =>
    targetTooltip(target({ live: liveState({ samples: [liveSample({ sampling })] }) }));
  const all = tooltip({ mode: 'continuous', share: 1, oneIn: 1 });
  expect(all).toContain(String.raw`Every new promise is seen`);
  expect(all).toContain(String.raw`takes 0\.4 \% of one core`);
  expect(tooltip({ mode: 'windows', share: 0.05, oneIn: 4 })).toContain(
    String.raw`About 1\.3 \% of the new promises`,
  );
});

test('a block that lasts is shown with its place', () => {
  const live = liveState({ blocking: liveBlock({ durationMs: 3_400, ongoing: true }) });
  expect(row({ live })).toMatchObject({
    description: '4711 · blocked for 3 s · score (score.js:7)',
    icon: { id: 'sync~spin' },
  });
});

test('what was left out is said with the reason', () => {
  const skippedBecause = { failed: 1, tooDeep: 2, tooManyShapes: 0 };
  const { promises } = pendingTasks([], { skipped: 3, skippedBecause, contextsSkipped: 1 });
  expect(omissions(promises)).toEqual([
    '3 promises left out: V8 gave no stack for 1 promise · 2 stacks too deep',
    '1 vm context not looked at',
  ]);
});
