/** Checks one file, whatever its rules do. */
import type { Project } from '../analysis/project.ts';
import type { ConfigFiles } from '../config/config-files.ts';
import type { Rule } from '../rules/rule.ts';
import { checkFile } from './check-file.ts';
import type { LintFault } from './load-files.ts';
import type { CheckedFile } from './threads/messages.ts';

/** @throws ConfigFault */
export function checkOne(
  project: Project,
  path: string,
  rules: readonly Rule[],
  configs: ConfigFiles,
): CheckedFile {
  const faults: LintFault[] = [];
  const findings = checkFile(project, path, rules, configs.settingsFor(path), ({ id }, error) => {
    const message = `${id} failed: ${error instanceof Error ? error.message : String(error)}`;
    faults.push({ kind: 'defect', file: path, line: 1, column: 1, message });
  });
  return { findings, faults };
}
