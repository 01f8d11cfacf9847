// Which stacks at the limit are endless, told apart by following them further.
import { describe, expect, test } from 'vitest';
import { DeepStacks } from './deep-stacks.ts';

const limit = 12;
const round = (frames: readonly number[], length: number) =>
  Array.from({ length }, (_, i) => frames[i % frames.length] as number);

/** Promises that await each other: what a probe with any limit sees from promise `at`. */
const chain = (length: number) => (at: number, most: number) =>
  round([1], Math.min(most, length - at));
const ring = (frames: readonly number[]) => (at: number, most: number) =>
  round([...frames.slice(at), ...frames.slice(0, at)], most);

type Look = (most: number) => readonly number[];

/** As collection.ts does it, with made-up promises. @returns the report, and how many probes it took */
function explore(looks: readonly Look[]) {
  const deep = new DeepStacks(limit);
  const promises = new Map<object, Look>();
  for (const look of looks) {
    const promise = {};
    promises.set(promise, look);
    const stack = look(limit);
    if (stack.length >= limit) deep.add(promise, stack, 0);
    else if (stack.length === limit - 1) deep.sawFiniteStack();
  }
  let probes = 0;
  for (let request = deep.next(); request; request = deep.next()) {
    probes++;
    deep.answer(request, (promises.get(request.promise) as Look)(request.limit));
  }
  expect(deep.finished).toBe(true);
  return { ...deep.report(), probes };
}

const looksOf = (see: (at: number, most: number) => readonly number[], count: number): Look[] =>
  Array.from({ length: count }, (_, at) => (most) => see(at, most));

describe('stacks at the limit', () => {
  test('a cycle alone is endless without a second look: no chain ends beyond the limit', () => {
    const { periodic, deep, resolved, probes } = explore(looksOf(ring([1, 2]), 2));
    expect(probes).toBe(0);
    expect(periodic).toEqual([
      { frames: [1, 2], period: 2, promises: 1, observedMs: 0, endless: true },
      { frames: [2, 1], period: 2, promises: 1, observedMs: 0, endless: true },
    ]);
    expect([...deep, ...resolved]).toEqual([]);
  });

  test('a deep recursion alone is followed to its end', () => {
    const { periodic, deep, resolved } = explore(looksOf(chain(100), 100));
    expect(periodic).toEqual([]);
    expect(deep).toEqual([]);
    const lengths = resolved.map(({ stack }) => stack.length).sort((a, b) => a - b);
    expect(lengths).toEqual(Array.from({ length: 101 - limit }, (_, i) => i + limit));
  });

  test('a cycle beside a deep recursion is still proven', () => {
    const looks = [...looksOf(chain(100), 100), ...looksOf(ring([5, 6, 7]), 3)];
    const { periodic, resolved } = explore(looks);
    expect(resolved).toHaveLength(101 - limit);
    expect(periodic).toHaveLength(3);
    for (const stack of periodic) expect(stack).toMatchObject({ period: 3, endless: true });
  });

  test('two hundred identical cycles beside a recursion take a few looks', () => {
    const looks = looksOf(chain(20), 20);
    for (let i = 0; i < 200; i++) looks.push(...looksOf(ring([5, 6]), 2));
    const { periodic, probes } = explore(looks);
    expect(periodic.map(({ promises, endless }) => [promises, endless])).toEqual([
      [200, true],
      [200, true],
    ]);
    expect(probes).toBeLessThan(30);
  });

  test('a recursion deeper than is ever followed is said to go on', () => {
    const { periodic, deep, resolved } = explore(looksOf(chain(6000), 6000));
    expect(resolved.length).toBeGreaterThan(0);
    expect(periodic).toEqual([]);
    expect(deep).toMatchObject([{ frames: round([1], limit) }]);
    expect((deep[0]?.promises ?? 0) + resolved.length).toBe(6000 - limit + 1);
  });

  test('a cycle beside one is reported, and not as proven', () => {
    const { periodic } = explore([...looksOf(chain(6000), 6000), ...looksOf(ring([5, 6]), 2)]);
    expect(periodic).toMatchObject([
      { frames: [5, 6], endless: false },
      { frames: [6, 5], endless: false },
    ]);
  });

  test('deep recursions are never taken for cycles, when the budget does not last for all', () => {
    const depth = 3900;
    const recursion = (at: number, most: number) =>
      round(at % 2 === 0 ? [1, 2] : [2, 1], Math.min(most, depth - at));
    // From so many different leaves that some of their stacks are never looked at again.
    const leaves = Array.from({ length: 300 }, (_, i): Look => {
      return (most) => [10 + i, ...recursion(0, most - 1)];
    });
    const { periodic, deep, probes } = explore([...looksOf(recursion, depth), ...leaves]);
    expect(probes).toBeLessThan(leaves.length);
    expect(periodic).toEqual([]);
    expect(deep.length).toBeGreaterThan(0);
  });

  test('there are not more different ones kept than a bound', () => {
    const deep = new DeepStacks(limit);
    const kept = Array.from({ length: 3000 }, (_, i) =>
      deep.add({}, [i, ...round([1], limit - 1)], 0),
    );
    expect(kept.filter(Boolean)).toHaveLength(2000);
  });
});
