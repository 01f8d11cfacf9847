import { expect, test } from 'vitest';
import { readSource } from '../analysis/source-file.ts';
import { createSuppressions } from './suppressions.ts';

/** The lines on which `block/sync-api` is silenced. */
function silenced(text: string, rule = 'block/sync-api'): number[] {
  const read = readSource('/a.ts', text);
  if (read.kind !== 'file') throw new Error(read.message);
  const isSuppressed = createSuppressions(read.file);
  return text.split('\n').flatMap((_, index) => (isSuppressed(rule, index + 1) ? [index + 1] : []));
}

test.each([
  ['the next line', '// loopscope-disable-next-line block/sync-api\na();\nb();', [2]],
  ['the same line', 'a(); // loopscope-disable-line block/sync-api\nb();', [1]],
  ['the rest of the file', 'a();\n/* loopscope-disable block/sync-api */\nb();\nc();', [2, 3, 4]],
  ['a group', '// loopscope-disable-next-line block\na();', [2]],
  ['all rules', '// loopscope-disable-next-line\na();', [2]],
  ['a reason', '// loopscope-disable-next-line block/sync-api -- at start-up, conc\na();', [2]],
  ['several rules', '// loopscope-disable-next-line conc/fanout, block/sync-api\na();', [2]],
  ['a comment of several lines', '/* loopscope-disable-next-line\n   block -- why */\na();', [3]],
])('%s', (_, text, lines) => {
  expect(silenced(text)).toEqual(lines);
});

test.each([
  ['another rule', '// loopscope-disable-next-line conc/fanout\na();'],
  ['a group that begins alike', '// loopscope-disable-next-line blo\na();'],
  ['a text that speaks of it', '// see loopscope-disable-next-line\na();'],
  ['a string', 'a("// loopscope-disable-line");'],
  ['another word', '// loopscope-disabled\na();'],
])('not by %s', (_, text) => {
  expect(silenced(text)).toEqual([]);
});
