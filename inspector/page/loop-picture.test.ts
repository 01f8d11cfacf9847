import { expect, test } from 'vitest';
import { block, frame, observe, samples, start } from '../../test/support/observations.ts';
import { diagnose } from '../diagnose/index.ts';
import { pageKey } from './findings-picture.ts';
import { loopPicture } from './loop-picture.ts';

const frames = [frame('hash /app/hash.js:12:5'), frame('handle /app/routes.js:40:3')];
const blocks = [
  block(1, 10, { frames }),
  block(2, 20, { frames, durationMs: 500 }),
  block(3, 30, { cause: 'synchronous wait', frames: [frame('read /app/files.js:3:1')] }),
];
const observations = observe({ samples: samples(60), blocks });
const live = { ...(observations.live ?? neverLive()), resumedAt: [] };
const findings = diagnose(observations);
const picture = loopPicture({ live, ongoing: null, findings, blockMs: 100 });

function neverLive(): never {
  throw new Error('not live');
}

test('samples are columns of the same length, oldest first', () => {
  const columns = Object.values(picture.samples) as readonly (readonly number[])[];
  expect(columns.map(({ length }) => length)).toEqual(columns.map(() => 61));
  expect(picture.samples.time.slice(0, 2)).toEqual([start, start + 1_000]);
  expect(picture.latest).toEqual(live.samples.at(-1));
});

test('frames that blocks share are there once', () => {
  expect(picture.frames).toEqual([...frames, frame('read /app/files.js:3:1')]);
  expect(picture.blocks.map(({ stack }) => stack)).toEqual([[0, 1], [0, 1], [2]]);
});

test('each block names the finding that speaks of it', () => {
  const ofCause = (cause: string) => {
    const finding = findings.find((each) => each.id === 'block' && each.cause === cause);
    return finding ? pageKey(finding) : 'none';
  };
  expect(picture.blocks.map(({ finding }) => finding)).toEqual([
    ofCause('compute'),
    ofCause('compute'),
    ofCause('synchronous wait'),
  ]);
});

test('a block that lasts comes last', () => {
  const ongoing = block(4, 50, { ongoing: true, durationMs: 900 });
  const now = loopPicture({ live, ongoing, findings, blockMs: 100 });
  expect(now.blocks.at(-1)).toMatchObject({ id: 4, ongoing: true });
});
