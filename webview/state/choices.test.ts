import { expect, test } from 'vitest';
import { type Choices, firstChoices, readChoices } from './choices.ts';

test('what was chosen comes back', () => {
  const choices: Choices = {
    view: 'tasks',
    range: { kind: 'fixed', from: 1, to: 2 },
    block: 7,
    width: 'time',
    showInternal: true,
    zoom: ['a', 'b'],
    search: 'pool',
    stuckOnly: true,
    sort: { by: 'count', descending: false },
    group: 'x',
    showEnded: false,
    links: 'open',
  };
  expect(readChoices(JSON.parse(JSON.stringify(choices)))).toEqual(choices);
});

test.each([
  [null],
  ['text'],
  [{ view: 'shell', range: { kind: 'fixed', from: 2, to: 1 }, sort: { by: 'x' }, zoom: [1, {}] }],
  [{ range: { kind: 'last', spanMs: 'a' }, block: Number.NaN, links: 7, search: {} }],
])('%j gives what is chosen at first', (value) => {
  expect(readChoices(value)).toEqual(firstChoices);
});
