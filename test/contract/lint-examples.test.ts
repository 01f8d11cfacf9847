// The examples as the linter sees them: the marked line of each faulty program, and nothing in the fixed one.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../../scripts/setup/root.mjs';
import { lintPaths } from '../../server/lint/lint-paths.ts';
import { rules } from '../../server/rules/index.ts';

/** What finds the fault in source, by scenario. The others are seen only while the program runs. */
const rulesOf: Readonly<Record<string, string>> = {
  S01: 'settle/path',
  S02: 'block/sync-api',
  S03: 'cpu/loop',
  S04: 'cpu/json',
  S05: 'cpu/redos',
  S13: 'conc/fanout',
  S15: 'promise/floating',
  S19: 'time/no-timeout',
  S21: 'timer/async-interval',
  S22: 'starve/poll',
  S23: 'starve/micro',
  S31: 'block/sync-api',
  S32: 'block/sync-api',
};

/** Where the source is at fault, when that is not where the running program waits. */
const sourceOf: Readonly<Record<string, string>> = { S01: "case 'backorder'" };

/** What a rule rightly finds in a fixed program beside its subject. */
const besides: Readonly<Record<string, readonly string[]>> = { S08: ['promise/floating'] };

const examples = join(root, 'examples');
const scenarios = readdirSync(examples).filter((name) => /^S\d+$/.test(name));

async function lint(path: string) {
  const { findings, faults } = await lintPaths({
    paths: [join(examples, path).replaceAll('\\', '/')],
    fix: false,
    signal: new AbortController().signal,
  });
  expect(faults).toEqual([]);
  return findings.map(({ begin, rule }) => ({ line: begin.line, rule }));
}

test('every scenario of the list has its example', () => {
  expect(Object.keys(rulesOf).filter((name) => !scenarios.includes(name))).toEqual([]);
});

describe.each(scenarios)('%s', (name) => {
  const rule = rulesOf[name];
  const exists = rules.some(({ id }) => id === rule);

  test.runIf(rule && exists)(`the fault is found by ${rule}`, async () => {
    const text = readFileSync(join(examples, name, 'faulty.js'), 'utf8');
    const marked =
      text.split('\n').findIndex((one) => one.includes(sourceOf[name] ?? `// fault: ${name}`)) + 1;
    // A loop is underlined at its head.
    const found = (await lint(`${name}/faulty.js`)).filter((one) => one.rule === rule);
    expect(found.some(({ line }) => marked - 5 < line && line <= marked)).toBe(true);
  });

  test('the fixed program is silent', async () => {
    const found = await lint(`${name}/fixed.js`);
    expect(found.filter(({ rule: id }) => !besides[name]?.includes(id))).toEqual([]);
  });
});
