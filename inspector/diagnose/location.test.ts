import { expect, it } from 'vitest';
import { frame } from '../../test/support/observations.ts';
import { namePlace, placeOf, stackEvidence } from './location.ts';

const internal = frame('fetch node:internal/deps/undici/undici:13:5');
const packaged = frame('query /app/node_modules/pg/client.js:3:1');
const user = frame('load /app/load.js:8:3');
const outer = frame('main /app/main.js:1:1');

it('is the first frame of the program, with what was skipped in the evidence', () => {
  const place = placeOf([internal, packaged, user, outer]);
  expect(place).toMatchObject({
    frame: user,
    location: { file: '/app/load.js', line: 8, column: 3 },
    skipped: [internal, packaged],
  });
  expect(stackEvidence([internal, user])).toEqual({
    function: 'load',
    stack: ['fetch node:internal/deps/undici/undici:13:5', 'load /app/load.js:8:3'],
    skippedFrames: ['fetch node:internal/deps/undici/undici:13:5'],
  });
});

it('is the innermost frame when all are internal, and passes over combinators without a position', () => {
  expect(placeOf([packaged, internal])?.frame).toBe(packaged);
  expect(placeOf([frame('Promise.all'), user])?.frame).toBe(user);
  expect(placeOf([frame('Promise.all')])).toBeNull();
});

it('is named shortly, also on Windows', () => {
  expect(namePlace(placeOf([user]))).toBe('load (load.js:8)');
  expect(namePlace(placeOf([{ ...user, file: 'C:\\app\\load.js' }]))).toBe('load (load.js:8)');
  expect(namePlace(null)).toBe('an unknown place');
});
