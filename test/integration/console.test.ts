// What a program logs is neither kept nor sent to us.
import { expect, test } from 'vitest';
import { Watched } from '../support/live.ts';
import { nodeMajors } from '../support/node-versions.ts';
import { collect, Target } from '../support/target.ts';

const logged = 3_000;
/** V8 keeps the last so many lines, wherever an inspector is open. */
const keptByV8 = 1_000;

async function collected(target: Target): Promise<number> {
  await target.ask('collect');
  return target.ask<number>('collected');
}

test.each(nodeMajors)('on Node %i', async (major) => {
  const target = await Target.start(major, 'logger.cjs');
  try {
    const { session } = await Watched.start(target);
    await target.ask('log');
    await expect.poll(() => collected(target)).toBeGreaterThanOrEqual(logged - keptByV8);
    // A survey has the last lines announced.
    await collect(session);
    await target.ask('log');
    await expect.poll(() => collected(target)).toBeGreaterThanOrEqual(2 * logged - keptByV8);
    await session.detach();
    await expect.poll(() => collected(target)).toBe(2 * logged);
  } finally {
    await target.kill();
  }
});
