import { expect, test } from 'vitest';
import { EditedFiles } from './edited-files.ts';

const place = { line: 3, character: 4 };
const newLine = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 }, text: '\n' };
const lineOf = (files: EditedFiles, file = 'a.js') => files.moved(file, place)?.line;

test('edits add up, each file for itself', () => {
  const files = new EditedFiles();
  files.changed('a.js', [newLine, newLine]);
  files.changed('a.js', [newLine]);
  expect([lineOf(files), lineOf(files, 'b.js')]).toEqual([6, 3]);
});

test('what was not saved is lost when the file is closed', () => {
  const files = new EditedFiles();
  files.changed('a.js', [newLine]);
  files.saved('a.js');
  files.changed('a.js', [newLine]);
  expect(lineOf(files)).toBe(5);
  files.closed('a.js');
  expect(lineOf(files)).toBe(4);
});
