// Stores of disposables.
import { expect, test } from 'vitest';
import { DisposableStore } from './disposable.ts';

test('disposes in reverse order, once, and at once of what comes too late', () => {
  const seen: string[] = [];
  const item = (name: string) => ({ dispose: () => void seen.push(name) });
  const store = new DisposableStore();
  const a = item('a');
  expect(store.add(a)).toBe(a);
  store.add(item('b'));
  store.dispose();
  store.dispose();
  expect(seen).toEqual(['b', 'a']);
  store.add(item('late'));
  expect(seen).toEqual(['b', 'a', 'late']);
});

test('an item may add to the store that disposes of it', () => {
  const seen: string[] = [];
  const store = new DisposableStore();
  store.add({ dispose: () => void store.add({ dispose: () => void seen.push('inner') }) });
  store.dispose();
  expect(seen).toEqual(['inner']);
});

test('what was taken out is not disposed of', () => {
  const seen: string[] = [];
  const store = new DisposableStore();
  const [a, b] = ['a', 'b'].map((name) => store.add({ dispose: () => void seen.push(name) }));
  if (a) store.delete(a);
  store.dispose();
  if (b) store.delete(b);
  expect(seen).toEqual(['b']);
});
