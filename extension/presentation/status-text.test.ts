import { expect, test } from 'vitest';
import type { LiveState } from '../sessions/live-feed.ts';
import {
  liveBlock,
  liveFinding,
  liveGroup,
  liveSample,
  liveState,
} from '../testing/made-up-live.ts';
import { frame, target } from '../testing/made-up-tasks.ts';
import { actionsFor } from './actions.ts';
import { statusText } from './status-text.ts';

const status = (live: Partial<LiveState>) => statusText([target({ live: liveState(live) })]);
const sampleWithLag = (p99: number) => liveSample({ lagMs: { p50: 1, p99, max: p99 } });
const found = (severity: 'error' | 'info', end: number | null = null) => ({
  finding: liveFinding({ severity }),
  begin: 1,
  end,
});

test('it names one, counts many and does not draw icons of a target', () => {
  const info = target().info && { ...target().info, argv: ['node', '/srv/$(zap).js'] };
  expect(statusText([]).text).toBe('$(search) Loopscope');
  expect(statusText([target({ info: info as never })]).text).toBe(String.raw`$(search) \$(zap).js`);
  expect(statusText([target(), target({ id: '2' })]).text).toBe('$(search) 2 processes');
  expect(statusText([target({ state: { kind: 'collecting' } })]).text).toMatch(
    /^\$\(loading~spin\)/,
  );
});

test('lag and stuck tasks are shown; waiting for long is no fault', () => {
  const tasks = { time: 1, groups: [liveGroup({ count: 3 })] };
  const { text, isWarning } = status({ samples: [sampleWithLag(3)], tasks });
  expect(text).toBe('$(search) app.js $(pulse) < 10 ms $(watch) 3 stuck');
  expect(isWarning).toBe(false);
});

test('estimates are marked, and what Node awaits within itself is left out', () => {
  const estimated = liveGroup({ count: 40, countIsExact: false });
  const own = liveGroup({ frames: [frame('tick', 'node:timers:1:1')] });
  expect(status({ tasks: { time: 1, groups: [estimated, own] } }).text).toContain('≈40 stuck');
});

test('a loop that is late by the length of a block is a warning', () => {
  expect(status({ samples: [sampleWithLag(99)] }).isWarning).toBe(false);
  expect(status({ samples: [sampleWithLag(130)] })).toMatchObject({
    text: '$(search) app.js $(pulse) 130 ms',
    isWarning: true,
  });
});

test('a block that lasts is all that counts', () => {
  const blocking = liveBlock({ durationMs: 3_400, ongoing: true });
  expect(status({ samples: [sampleWithLag(1)], blocking })).toMatchObject({
    text: '$(search) app.js $(sync~spin) blocked for 3 s',
    isWarning: true,
  });
});

test('a short block is not shown while it lasts: that would only flicker', () => {
  const blocking = liveBlock({ durationMs: 900, ongoing: true });
  expect(status({ blocking })).toMatchObject({ text: '$(search) app.js', isWarning: false });
});

test('findings are counted while they last, and information is no warning', () => {
  expect(status({ findings: [found('error')] })).toMatchObject({
    text: '$(search) app.js $(warning) 1',
    isWarning: true,
  });
  expect(status({ findings: [found('error', 9)] })).toMatchObject({
    text: '$(search) app.js',
    isWarning: false,
  });
  expect(status({ findings: [found('info')] }).isWarning).toBe(false);
});

test('a target that is gone does not count', () => {
  const live = liveState({ ended: true, findings: [found('error')] });
  expect(statusText([target({ live })]).isWarning).toBe(false);
});

test('the menu offers to follow only what is not followed', () => {
  const titles = (live: LiveState | null) =>
    actionsFor([target({ live })]).map(({ title }) => title);
  expect(titles(null)).toContain('Follow What Happens');
  expect(titles(liveState())).not.toContain('Follow What Happens');
});
