// Ids: the same for the same text, and no collision among many that are alike.
import { expect, test } from 'vitest';
import { stableId } from './stable-id.ts';

test('an id depends on the text and nothing else', () => {
  // Fixed for good: stored dumps are compared by it.
  expect(stableId('')).toBe('wvjl67o803');
  expect(stableId('a')).toBe(stableId('a'));
  expect(stableId('\ud83d\ude00')).not.toBe(stableId('\ud83d'));
});

test('many similar texts have different ids', () => {
  const texts = Array.from(
    { length: 50_000 },
    (_, i) => `handler\u0000/app/file${i}.js\u0000${i % 7}`,
  );
  expect(new Set(texts.map(stableId)).size).toBe(texts.length);
});
