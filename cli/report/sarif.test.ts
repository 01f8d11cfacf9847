import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import { expect, test } from 'vitest';
import type { LintFinding } from '../../protocol/lint.ts';
import { rules } from '../../server/rules/index.ts';
import { sarifLog } from './sarif.ts';

// The schema of the standard (OASIS, version rtm.5), without its descriptions and the name of its old draft.
const schema = JSON.parse(
  readFileSync(new URL('../../test/fixtures/sarif-2.1.0-rtm.5.json', import.meta.url), 'utf8'),
);
const validate = new Ajv({
  strict: false,
  unicodeRegExp: false,
  validateFormats: false,
  allErrors: true,
}).compile(schema);

const finding: LintFinding = {
  file: '/repo/src/ä #1.js',
  range: { start: 10, end: 20 },
  begin: { line: 2, column: 5 },
  end: { line: 2, column: 15 },
  rule: rules[0]?.id ?? '',
  level: 'hint',
  message: 'This waits.',
  path: [{ file: '/elsewhere/b.js', line: 7, column: 1, label: 'GET /' }],
  within: null,
  fixes: [],
  refused: [],
};

function problems(log: object): unknown {
  validate(log);
  return validate.errors ?? [];
}

test('is valid by the schema of the standard, with findings and without', () => {
  expect(problems(sarifLog([finding, { ...finding, level: 'error', path: [] }], '/repo'))).toEqual(
    [],
  );
  expect(problems(sarifLog([], '/repo'))).toEqual([]);
  expect(problems({ ...sarifLog([], '/repo'), runs: [{}] })).not.toEqual([]);
});

test('files of the repository are relative to its root, others are not', () => {
  expect(sarifLog([finding], '/repo')).toMatchObject({
    runs: [
      {
        results: [
          {
            ruleIndex: 0,
            level: 'note',
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: 'src/%C3%A4%20%231.js', uriBaseId: 'SRCROOT' },
                  region: { startLine: 2, startColumn: 5, endLine: 2, endColumn: 15 },
                },
              },
            ],
            relatedLocations: [
              {
                message: { text: 'GET /' },
                physicalLocation: { artifactLocation: { uri: 'file:///elsewhere/b.js' } },
              },
            ],
          },
        ],
      },
    ],
  });
});
