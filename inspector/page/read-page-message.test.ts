import { expect, test } from 'vitest';
import { readPageMessage } from './read-page-message.ts';

const place = { file: '/srv/app.js', line: 3, column: 7 };

test.each([
  { type: 'ready' },
  { type: 'attach-again' },
  { type: 'follow' },
  { type: 'visible', visible: false },
  { type: 'drawn', sequence: 12 },
  { type: 'export', format: 'html' },
  { type: 'copy', text: 'a' },
  { type: 'open', place, generated: null },
  { type: 'open', place, generated: place },
])('$type is read as it is', (message) => {
  expect(readPageMessage(message)).toEqual(message);
});

test('what does not belong to a message is left out', () => {
  expect(readPageMessage({ type: 'ready', command: 'rm' })).toEqual({ type: 'ready' });
});

test.each([
  [null],
  ['ready'],
  [[]],
  [{}],
  [{ type: 'shutdown' }],
  [{ type: '__proto__' }],
  [{ type: 'visible', visible: 1 }],
  [{ type: 'drawn', sequence: -1 }],
  [{ type: 'drawn', sequence: 1.5 }],
  [{ type: 'drawn', sequence: '1' }],
  [{ type: 'export', format: '../../etc/passwd' }],
  [{ type: 'copy', text: 'x'.repeat(1_000_001) }],
  [{ type: 'open', place: null, generated: null }],
  [{ type: 'open', place }],
  [{ type: 'open', place: { ...place, line: Number.NaN }, generated: null }],
  [{ type: 'open', place: { ...place, file: 'x'.repeat(4_097) }, generated: null }],
  [{ type: 'open', place, generated: { file: 7 } }],
])('%j is no message', (value) => {
  expect(readPageMessage(value)).toBeNull();
});
