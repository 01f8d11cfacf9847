/** CPU profiles of real processes: blocks that are too short to be caught in the act, and nothing left behind. */
import { describe, expect, test } from 'vitest';
import type { CpuRecording } from '../../protocol/cpu-profile.ts';
import { nodeMajors } from '../support/node-versions.ts';
import { Target } from '../support/target.ts';

const signal = new AbortController().signal;

async function withTarget(
  major: (typeof nodeMajors)[number],
  fixture: string,
  args: readonly string[],
  work: (target: Target) => Promise<void>,
): Promise<void> {
  const target = await Target.start(major, fixture, { args });
  try {
    await work(target);
  } finally {
    await target.kill();
  }
}

const namesOf = ({ slices }: CpuRecording) =>
  slices.map(({ heaviest }) => heaviest.frames.map((frame) => frame.function));

describe.each(nodeMajors)('a CPU profile of Node %i', (major) => {
  test('shows each short block, with the heaviest stack at its line', { retry: 2 }, async () => {
    await withTarget(major, 'blocks.mjs', ['compute', '150'], async (target) => {
      const session = await target.attach();
      const progress: number[] = [];
      const recording = await session.recordCpuProfile({
        seconds: 3.5,
        signal,
        onProgress: (fraction) => progress.push(fraction),
      });
      expect(recording.slices.length).toBeGreaterThanOrEqual(2);
      for (const slice of recording.slices) {
        expect(slice.durationMs).toBeGreaterThan(140);
        expect(slice.durationMs).toBeLessThan(400);
        const [innermost] = slice.heaviest.frames;
        expect(innermost).toMatchObject({ function: 'compute', file: target.path });
        expect(innermost?.line).toBeGreaterThan(7);
        expect(innermost?.line).toBeLessThan(13);
        expect(slice.heaviest.ms).toBeGreaterThan(100);
      }
      const [first, second] = recording.slices;
      expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThan(1_400);
      expect(progress[0]).toBe(0);
      expect(progress.at(-1)).toBe(1);
      expect(recording.profile.samples?.length).toBe(recording.profile.timeDeltas?.length);
    });
  });

  test('tells one long turn from many short ones without a pause', { retry: 2 }, async () => {
    await withTarget(major, 'blocks.mjs', ['immediates'], async (target) => {
      const session = await target.attach();
      const oneTurn = await session.recordCpuProfile({ seconds: 2, signal });
      expect(namesOf(oneTurn).some((names) => names.includes('each'))).toBe(true);
    });
    await withTarget(major, 'blocks.mjs', ['turns'], async (target) => {
      const session = await target.attach();
      const manyTurns = await session.recordCpuProfile({ seconds: 2, signal });
      expect(namesOf(manyTurns)).toEqual([]);
    });
  });

  test('that is cancelled leaves nothing behind', async () => {
    await withTarget(major, 'bystander.cjs', [], async (target) => {
      const before = await target.ask('state');
      const session = await target.attach();
      const cancel = new AbortController();
      const recording = session.recordCpuProfile({
        seconds: 60,
        signal: cancel.signal,
        onProgress: (fraction) => fraction > 0 && cancel.abort(),
      });
      await expect(session.recordCpuProfile({ seconds: 1, signal })).rejects.toMatchObject({
        kind: 'refused',
      });
      await expect(recording).rejects.toMatchObject({ kind: 'cancelled' });
      const again = await session.recordCpuProfile({ seconds: 0.5, signal });
      expect(again.slices).toEqual([]);
      await session.detach();
      await expect.poll(() => target.ask('state'), { timeout: 10_000 }).toEqual(before);
    });
  });

  test('ends with the target', async () => {
    await withTarget(major, 'bystander.cjs', [], async (target) => {
      const session = await target.attach();
      const recording = session.recordCpuProfile({
        seconds: 60,
        signal,
        onProgress: (fraction) => fraction > 0 && target.child.kill('SIGKILL'),
      });
      await expect(recording).rejects.toMatchObject({ kind: 'lost' });
    });
  });
});

test('a length that would fill the memory is refused', async () => {
  await withTarget(20, 'bystander.cjs', [], async (target) => {
    const session = await target.attach();
    for (const seconds of [0, 61, Number.NaN]) {
      await expect(session.recordCpuProfile({ seconds, signal })).rejects.toMatchObject({
        kind: 'usage',
      });
    }
  });
});
