// Events: who is called, in which order, and who is not any more.
import { expect, test } from 'vitest';
import { Emitter } from './emitter.ts';

test('listeners are called in the order in which they were added, also the same one twice', () => {
  const emitter = new Emitter<number>();
  const seen: string[] = [];
  const listener = (value: number) => seen.push(`a${value}`);
  emitter.event(listener);
  const second = emitter.event(listener);
  emitter.event((value) => seen.push(`b${value}`));
  emitter.fire(1);
  second.dispose();
  second.dispose();
  emitter.fire(2);
  expect(seen).toEqual(['a1', 'a1', 'b1', 'a2', 'b2']);
});

test('while it fires, a listener may remove another one, itself, or add one', () => {
  const emitter = new Emitter<void>();
  const seen: string[] = [];
  const own = emitter.event(() => {
    seen.push('first');
    own.dispose();
    other.dispose();
    emitter.event(() => seen.push('late'));
  });
  const other = emitter.event(() => seen.push('other'));
  emitter.fire();
  expect(seen).toEqual(['first']);
  emitter.fire();
  expect(seen).toEqual(['first', 'late']);
});

test('a disposed emitter calls nobody', () => {
  const emitter = new Emitter<void>();
  let calls = 0;
  emitter.event(() => {
    calls++;
    emitter.dispose();
  });
  emitter.event(() => calls++);
  emitter.fire();
  emitter.fire();
  expect(calls).toBe(1);
});
