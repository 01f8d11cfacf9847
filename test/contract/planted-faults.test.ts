// Dead code, a lint error, bad format and a type error are seen: each check fails on a planted one.
import { rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checks, runCommand } from '../../scripts/checks.mjs';
import { plantTree } from './planted-tree.ts';

/** What each check must find, and a word of its message that shows that it found just this. */
const faults = [
  { check: 'types', text: 'export const one: string = 1;\n', says: 'TS2322' },
  { check: 'dead-code', text: 'export const unused = 1;\n', says: 'planted.ts' },
  {
    check: 'lint',
    // Needs types, so that it also shows that the type-aware half of the linter runs.
    text: 'async function later(): Promise<void> {}\nlater();\nexport {};\n',
    says: 'no-floating-promises',
  },
  { check: 'format', text: 'export const one   =  "1"\n', says: 'planted.ts' },
];

const clean = { 'cli/main.ts': "console.log('one');\n" };
// The dependencies are unused in so small a tree.
const cleanCode: Readonly<Record<string, number>> = { 'dead-code': 1 };

test.each(faults)('$check', { timeout: 120_000 }, async ({ check, text, says }) => {
  const command = checks.find(({ name }) => name === check)?.command ?? '';
  const before = plantTree(clean);
  const after = plantTree({ ...clean, 'cli/planted.ts': text });
  try {
    const unharmed = await runCommand(command, before);
    expect(unharmed.code).toBe(cleanCode[check] ?? 0);
    expect(unharmed.stdout + unharmed.stderr).not.toContain(says);
    const { code, stdout, stderr } = await runCommand(command, after);
    expect(code).not.toBe(0);
    expect(stdout + stderr).toContain(says);
  } finally {
    for (const folder of [before, after]) rmSync(folder, { recursive: true, force: true });
  }
});
