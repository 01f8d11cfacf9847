// A diagnosis is a file, a test, an entry in the list and a page of documentation, which says what the file says.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { diagnoses } from '../../inspector/diagnose/index.ts';
import {
  diagnosisDocs,
  diagnosisFiles,
  docsFolder,
  pageOf,
} from '../../scripts/diagnosis-docs.mjs';
import { root } from '../../scripts/setup/root.mjs';

const ids = Object.keys(diagnoses).sort();

test('the list holds every file that exports a diagnosis, and nothing else', () => {
  expect(ids.length).toBeGreaterThan(0);
  expect(diagnosisFiles()).toEqual(ids);
});

test.each(ids)('%s has a test beside it, and gives findings under its own name only', (id) => {
  const folder = `${root}/inspector/diagnose`;
  expect(existsSync(`${folder}/${id}.test.ts`)).toBe(true);
  const code = readFileSync(`${folder}/${id}.ts`, 'utf8');
  const named = [...code.matchAll(/^\s+id: '([^']+)',$/gm)].map(([, name]) => name);
  expect(named.length).toBeGreaterThan(0);
  expect(new Set(named)).toEqual(new Set([id]));
});

test('the documentation is up to date: node scripts/diagnosis-docs.mjs', () => {
  const pages = diagnosisDocs();
  const written = readdirSync(`${root}/${docsFolder}`).map((file) => `${docsFolder}/${file}`);
  expect(written.sort()).toEqual([...pages.keys()].sort());
  for (const [path, text] of pages) expect(readFileSync(`${root}/${path}`, 'utf8')).toBe(text);
});

describe('a page', () => {
  const comment = (...parts: readonly string[]) =>
    `/**\n${parts.map((part) => ` * ${part}`).join('\n *\n')}\n */\n`;
  const parts = ['Means: m.', 'Told by: t.', 'Certainty: c.', 'Advice: a.', 'Rules: x/y, z/w'];

  it('has a heading for each part of the comment', () => {
    const { title, text } = pageOf('a-b', comment('A b: it is so.', ...parts));
    expect(title).toBe('A b');
    expect(text).toContain('## How it is told\n\nt.\n');
    expect(text).toContain('- `x/y`\n- `z/w`\n');
  });

  it.each([
    ['no comment', 'export {};', 'begin with a comment'],
    ['no title', comment('It is so.', ...parts), 'Title: summary'],
    ['a part left out', comment('A b: it is so.', ...parts.slice(1)), 'the parts are'],
    ['another order', comment('A b: it is so.', ...parts.toReversed()), '"Means:" is missing'],
  ])('is refused with %s', (_, code, says) => {
    expect(() => pageOf('a-b', code)).toThrow(says);
  });
});
