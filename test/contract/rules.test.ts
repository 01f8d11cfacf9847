// A lint rule is a file, a test, an entry in the list and a page of documentation, which says what the file says.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import {
  ruleDocs,
  ruleDocsFolder,
  ruleFiles,
  ruleIds,
  rulePage,
} from '../../scripts/rule-docs.mjs';
import { root } from '../../scripts/setup/root.mjs';
import { rules } from '../../server/rules/index.ts';

test('the list holds every file that exports a rule, under its own name', () => {
  expect(rules.map(({ id }) => id)).toEqual(ruleIds());
  expect(ruleFiles()).toEqual(ruleIds().toSorted());
});

test.each(ruleIds())('%s has a test beside it', (id) => {
  expect(existsSync(`${root}/server/rules/${id}.test.ts`)).toBe(true);
});

test('the documentation is up to date: node scripts/rule-docs.mjs', () => {
  const pages = ruleDocs();
  const written = readdirSync(`${root}/${ruleDocsFolder}`).map(
    (file) => `${ruleDocsFolder}/${file}`,
  );
  expect(written.toSorted()).toEqual([...pages.keys()].toSorted());
  for (const [path, text] of pages) expect(readFileSync(`${root}/${path}`, 'utf8')).toBe(text);
});

describe('a page', () => {
  const code = (comment: string) =>
    `/**\n${comment}\n */\nexport const a: Rule = {\n  id: 'x/y',\n  level: 'hint',\n  summary: 'a b',\n};\n`;
  const examples =
    ' *\n * Bad:\n * ```js\n * a();\n * ```\n *\n * Good:\n * ```js\n * b();\n * ```';

  it('has the title, the level and both examples', () => {
    const { text, summary, hasFix } = rulePage(
      'x/y',
      code(` * It is so.\n *\n * Why.\n${examples}`),
    );
    expect({ summary, hasFix }).toEqual({ summary: 'a b', hasFix: false });
    expect(text).toContain('# x/y\n\nIt is so.\n\nLevel: hint.\n\nWhy.\n\n## Bad\n\n```js\na();');
  });

  it.each([
    ['no comment', 'export {};', 'begin with a comment'],
    ['no title', code(` * It is so\n${examples}`), 'no sentence'],
    ['no example', code(' * It is so.\n *\n * Why.'), '"Bad:" is missing'],
  ])('is refused with %s', (_, text, says) => {
    expect(() => rulePage('x/y', text)).toThrow(says);
  });
});
