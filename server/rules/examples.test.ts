/** The examples in each rule's first comment are what its page shows: the bad one is found, the good one is not. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Project } from '../analysis/project.ts';
import { checkFile } from '../lint/check-file.ts';
import { parseFixture } from '../testing/fixture.ts';
import { rules } from './index.ts';
import { ruleDocumentation } from './rule-documentation.ts';

function found(example: string, language: string) {
  const { files } = parseFixture(example, `/main.${language}`);
  const project = new Project('/');
  for (const [path, text] of Object.entries(files)) expect(project.set(path, text)).toBeNull();
  return Object.keys(files).flatMap((path) => checkFile(project, path, rules));
}

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  const text = readFileSync(new URL(`./${id}.ts`, import.meta.url), 'utf8');
  const documentation = ruleDocumentation(text);

  test('is described, with a bad and a good example', () => {
    expect(documentation.title).toMatch(/\.$/);
    expect(documentation.bad.length).toBeGreaterThan(0);
    expect(documentation.good.length).toBeGreaterThan(0);
    expect(rule.summary).not.toMatch(/\.$/);
  });

  test('finds the bad examples', () => {
    for (const { text: example, language } of documentation.bad)
      expect(found(example, language).map((finding) => finding.rule)).toContain(id);
  });

  test('no rule finds anything in the good ones', () => {
    for (const { text: example, language } of documentation.good)
      expect(
        found(example, language).map((finding) => `${finding.rule}: ${finding.message}`),
      ).toEqual([]);
  });
});
