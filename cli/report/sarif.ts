/** Findings in source as SARIF 2.1.0, the format of code scanning services. */
import { relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { homepage, version } from '../../package.json';
import type { LintFinding, LintLevel, RelatedPlace } from '../../protocol/lint.ts';
import { rules } from '../../server/rules/index.ts';

const levels: Record<LintLevel, 'error' | 'warning' | 'note'> = {
  error: 'error',
  warning: 'warning',
  hint: 'note',
};

/** @param cwd what relative paths in the log are relative to: the root of the repository in CI */
export function sarifLog(findings: readonly LintFinding[], cwd: string): object {
  const ruleIndex = new Map(rules.map(({ id }, index) => [id, index]));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Loopscope',
            version,
            informationUri: homepage,
            rules: rules.map(({ id, level, summary }) => ({
              id,
              shortDescription: { text: summary },
              helpUri: `${homepage}/blob/main/docs/rules/${id.replace('/', '-')}.md`,
              defaultConfiguration: { level: levels[level] },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { SRCROOT: { uri: `${pathToFileURL(cwd).href}/` } },
        results: findings.map((finding) => ({
          ruleId: finding.rule,
          ruleIndex: ruleIndex.get(finding.rule) ?? -1,
          level: levels[finding.level],
          message: { text: finding.message },
          locations: [
            {
              physicalLocation: {
                artifactLocation: artifact(finding.file, cwd),
                region: {
                  startLine: finding.begin.line,
                  startColumn: finding.begin.column,
                  endLine: finding.end.line,
                  endColumn: finding.end.column,
                },
              },
            },
          ],
          relatedLocations: finding.path.map((place, index) => related(place, index, cwd)),
        })),
      },
    ],
  };
}

function related({ file, line, column, label }: RelatedPlace, index: number, cwd: string) {
  return {
    id: index + 1,
    message: { text: label },
    physicalLocation: {
      artifactLocation: artifact(file, cwd),
      region: { startLine: line, startColumn: column },
    },
  };
}

function artifact(file: string, cwd: string): { uri: string; uriBaseId?: string } {
  const path = relative(cwd, file).replaceAll('\\', '/');
  if (path.startsWith('../') || /^\w:/.test(path)) return { uri: pathToFileURL(file).href };
  return { uri: path.split('/').map(encodeURIComponent).join('/'), uriBaseId: 'SRCROOT' };
}
