import { expect, test } from 'vitest';
import { FirstSeen } from './first-seen.ts';

test('the first time stays, however many promises come after', () => {
  const seen = new FirstSeen();
  const promises = Array.from({ length: 30_000 }, () => Promise.resolve());
  promises.forEach((promise, index) => expect(seen.since(promise, index)).toBe(index));
  for (const index of [0, 8_191, 8_192, 20_000, 29_999])
    expect(seen.since(promises[index] as object, 99_999)).toBe(index);
});
