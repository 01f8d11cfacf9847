import { expect, test } from 'vitest';
import type { LiveSession } from '../../inspector/session.ts';
import { liveBlock, liveFinding, liveSample } from '../testing/made-up-live.ts';
import { type LiveChange, LiveFeed } from './live-feed.ts';

const thresholds = { stuckAfterMs: 10_000, blockMs: 100 };

function following(
  session: { tasks: unknown; findings: unknown[] } = { tasks: null, findings: [] },
) {
  const feed = new LiveFeed(thresholds);
  feed.follow(session as unknown as LiveSession);
  const changes: LiveChange[] = [];
  feed.onDidChange((change) => changes.push(change));
  return { feed, changes, session };
}

test('samples are kept for an hour', () => {
  const { feed } = following();
  for (let time = 1; time <= 3_601; time++)
    feed.receive({ type: 'sample', sample: liveSample({ time }) });
  expect(feed.samples).toHaveLength(3_600);
  expect(feed.samples[0]?.time).toBe(2);
});

test('a block lasts until it is over, and is then among the finished ones', () => {
  const { feed, changes } = following();
  feed.receive({ type: 'block', block: liveBlock({ durationMs: 500, ongoing: true }) });
  expect(feed.blocking?.durationMs).toBe(500);
  expect(feed.blocks).toEqual([]);
  feed.receive({ type: 'block', block: liveBlock({ durationMs: 812 }) });
  expect(feed.blocking).toBeNull();
  expect(feed.blocks.map(({ durationMs }) => durationMs)).toEqual([812]);
  expect(changes).toEqual(['block', 'block']);
});

test('a loop that turns again is not blocked, whatever was heard of the end', () => {
  const { feed, changes } = following();
  feed.receive({ type: 'block', block: liveBlock({ ongoing: true }) });
  feed.receive({ type: 'sample', sample: liveSample() });
  expect(feed.blocking).toBeNull();
  expect(changes).toEqual(['block', 'block', 'sample']);
});

test('findings that end, and numbers that grow, are seen with the next sample', () => {
  const finding = { finding: liveFinding(), begin: 1, end: null };
  const { feed, changes, session } = following({ tasks: null, findings: [finding] });
  feed.receive({ type: 'finding', finding: liveFinding() });
  expect(feed.findings).toEqual([finding]);
  session.findings = [{ ...finding, end: 5 }];
  feed.receive({ type: 'sample', sample: liveSample() });
  expect(feed.findings[0]?.end).toBe(5);
  feed.receive({ type: 'sample', sample: liveSample() });
  expect(changes).toEqual(['findings', 'sample', 'findings', 'sample']);
});

test('the end is told once, and what was seen stays', () => {
  const { feed, changes } = following();
  feed.receive({ type: 'block', block: liveBlock({ ongoing: true }) });
  feed.receive({ type: 'detached', reason: null });
  feed.end();
  expect(changes).toEqual(['block', 'block', 'ended']);
  expect(feed.blocking).toBeNull();
});
