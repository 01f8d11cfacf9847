// The linter survives texts as they are while somebody types: every beginning of every fixture, and random edits.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { root } from '../../scripts/setup/root.mjs';
import { Project } from '../../server/analysis/project.ts';
import { applyToText } from '../../server/lint/apply-edits.ts';
import { checkFile } from '../../server/lint/check-file.ts';
import { rules } from '../../server/rules/index.ts';

const folders = ['examples', 'test/fixtures/lint-pairs'];

const sources = folders.flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.[cm]?[jt]sx?$/.test(path))
    .map((path) => ({ path: `/${path}`, text: readFileSync(join(root, folder, path), 'utf8') })),
);

/** Reads and checks a text as the editor's server does after a key. @returns whether it could be parsed */
function look(project: Project, path: string, text: string): boolean {
  if (project.set(path, text)) return false;
  for (const { range, fixes } of checkFile(project, path, rules)) {
    expect(range.start).toBeLessThanOrEqual(range.end);
    expect(range.end).toBeLessThanOrEqual(text.length);
    for (const { edits } of fixes)
      applyToText(
        text,
        edits.filter(({ file }) => file === path),
      );
  }
  return true;
}

test('there are many fixtures', () => {
  expect(sources.length).toBeGreaterThan(100);
});

/** Milliseconds for each of the two tests; CI gives the random one more. */
const budget = Number(process.env['LOOPSCOPE_FUZZ_SECONDS'] ?? 20) * 1000;

test('every beginning of every fixture', { timeout: 3 * budget + 30_000 }, () => {
  // All of them in a rotating choice: beginnings of the same text differ little from their neighbours.
  const deadline = performance.now() + 2 * budget;
  let parsed = 0;
  let tried = 0;
  const step = 7;
  for (let phase = 0; phase < step && performance.now() < deadline; phase++)
    for (const { path, text } of sources) {
      const project = new Project('/');
      for (let end = phase; end <= text.length; end += step) {
        tried++;
        if (look(project, path, text.slice(0, end))) parsed++;
      }
      if (performance.now() > deadline) break;
    }
  expect(tried).toBeGreaterThan(2000);
  expect(parsed).toBeGreaterThan(100);
});

const edit = fc.record({
  at: fc.nat(),
  remove: fc.nat({ max: 40 }),
  insert: fc.oneof(
    fc.constantFrom(
      '(',
      ')',
      '{',
      '}',
      '=>',
      'await ',
      'async ',
      'function* ',
      '`${',
      '/*',
      '//',
      '\n',
      ';',
      '?.',
      '...',
      'class A extends ',
      'import(',
      'export default ',
      '<T>',
      ': any',
      '@x ',
      '#p',
      'try {',
      '} catch {',
      '} finally {',
      'using a = ',
      'for await (',
      'yield ',
      'new ',
      '\u2028',
    ),
    fc.string({ maxLength: 8 }),
    fc.string({ unit: 'binary', maxLength: 4 }),
  ),
});

test('random edits, one after the other', { timeout: budget + 60_000 }, () => {
  const run = fc.property(
    fc.nat({ max: sources.length - 1 }),
    fc.nat({ max: sources.length - 1 }),
    fc.array(edit, { minLength: 1, maxLength: 30 }),
    (first, second, edits) => {
      const source = sources[first] as (typeof sources)[number];
      const other = sources[second] as (typeof sources)[number];
      const project = new Project('/');
      project.set('/other.ts', other.text);
      let { text } = source;
      for (const { at, remove, insert } of edits) {
        const from = at % (text.length + 1);
        text = text.slice(0, from) + insert + text.slice(from + remove);
        look(project, source.path, text);
      }
    },
  );
  const { failed, counterexample } = fc.check(run, {
    numRuns: 1_000_000,
    interruptAfterTimeLimit: budget,
    markInterruptAsFailure: false,
  });
  expect({ failed, counterexample }).toEqual({ failed: false, counterexample: null });
});
