import { expect, test } from 'vitest';
import { statementText } from './statement-text.ts';

const source = `async function load(file) {
  const now = Date.now();
  return readFileSync(file, 'utf8')
    .split('\\n')
    .filter(Boolean); // lines
}
`;

test('begins where the statement begins, on an earlier line', () => {
  expect(statementText(source, 4, 6)).toBe("return readFileSync(file, 'utf8') .split('\\n')");
});

test('ends with the line', () => {
  expect(statementText(source, 2, 15)).toBe('const now = Date.now();');
});

test('has nothing to say beyond the text', () => {
  expect(statementText(source, 40, 1)).toBeNull();
  expect(statementText('', 1, 5)).toBeNull();
});

test('is bounded in a minified file', () => {
  const text = statementText(`${'a('.repeat(5_000)}x`, 1, 8_000);
  expect(text?.length).toBe(200);
});
