// The hazard of each bad program is found at its line, and no rule speaks of a good twin or a healthy program.
import { expect, test } from 'vitest';
import { rules } from '../../server/rules/index.ts';
import { findingsIn, lintPrograms } from './lint-programs.ts';

/** The programs that are still judged wrongly, each with the reason. */
const known: Readonly<Record<string, string>> = {};

const programs = lintPrograms();
const isBad = (name: string): boolean => /\/bad(?:\.\w+)?$/.test(name);

test.each(programs.filter(({ name }) => !(name in known)))('$name', async (program) => {
  expect(await findingsIn(program)).toEqual(program.expected);
});

// Whatever is right now is to be taken off the list.
test.each(programs.filter(({ name }) => name in known))('$name: known', async (program) => {
  expect(await findingsIn(program)).not.toEqual(program.expected);
});

test('the list of what is known names programs', () => {
  const names = new Set(programs.map(({ name }) => name));
  expect(Object.keys(known).filter((name) => !names.has(name))).toEqual([]);
});

test('each rule has three bad programs or more', () => {
  const few = rules.filter(({ id }) => {
    const folder = `${id.replace('/', '-')}/`;
    return programs.filter(({ name }) => name.startsWith(folder) && isBad(name)).length < 3;
  });
  expect(few.map(({ id }) => id)).toEqual([]);
});

test('each bad program says what is to be found, and no other does', () => {
  const wrong = programs.filter(({ name, expected }) => expected.length !== (isBad(name) ? 1 : 0));
  expect(wrong.map(({ name }) => name)).toEqual([]);
});
