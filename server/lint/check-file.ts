/** Runs rules on one file of a project. */
import type { LintFinding, LintLevel } from '../../protocol/lint.ts';
import { isFunction, isInside, type Node, type NodeType } from '../analysis/ast.ts';
import { factsOf } from '../analysis/file-facts.ts';
import { functionAround } from '../analysis/function-extent.ts';
import type { AnalyzedFile, Project } from '../analysis/project.ts';
import { isSent } from '../analysis/surroundings.ts';
import { FixBuilder } from '../fixes/fix-builder.ts';
import type { Report, Rule, RuleContext } from '../rules/rule.ts';
import { createSuppressions } from './suppressions.ts';

export interface RuleSettings {
  /** `off` and levels by rule id; the rule's own level when it is not named. */
  readonly levelOf: (rule: Rule, file: string) => LintLevel | 'off';
  /** Blocking functions of the user's, by origin key, with what replaces them. */
  readonly blocking: Readonly<Record<string, string | null>>;
  /** The exports of this file keep their signatures: no fix makes them async. @param file absolute */
  readonly isStable: (file: string) => boolean;
}

export const defaultSettings: RuleSettings = {
  levelOf: ({ level }) => level,
  blocking: {},
  isStable: () => false,
};

/** What to do when a rule throws; it does not see the rest of the file. */
export type OnDefect = (rule: Rule, error: unknown) => void;

const rethrow: OnDefect = (_rule, error) => {
  throw error;
};

/** @returns findings in the order of the text; none for a file that cannot be parsed, or that nobody wrote */
export function checkFile(
  project: Project,
  path: string,
  rules: readonly Rule[],
  settings: RuleSettings = defaultSettings,
  onDefect: OnDefect = rethrow,
): LintFinding[] {
  const file = project.file(path);
  if (!file || file.role === 'generated') return [];
  const findings: LintFinding[] = [];
  const listeners = new Map<NodeType, ((node: never) => void)[]>();
  const ends: (() => void)[] = [];
  const shared = sharedContext(project, file, settings);
  for (const rule of rules) {
    const level = settings.levelOf(rule, path);
    if (level === 'off') continue;
    const report = (report: Report): void => {
      // A level that the user chose is kept, one that a rule chooses for a finding replaces only its own.
      const own = lowered(project, file, report.level ?? level, report);
      findings.push(toFinding(file, rule, level === rule.level ? own : level, report));
    };
    const context: RuleContext = { ...shared, report };
    const { end, ...visit } = rule.create(context);
    let failed = false;
    const guarded = (listener: (node: never) => void) => (node: never) => {
      if (failed) return;
      try {
        listener(node);
      } catch (error) {
        failed = true;
        onDefect(rule, error);
      }
    };
    if (end) ends.push(guarded(end) as () => void);
    for (const [type, listener] of Object.entries(visit)) {
      const sameType = listeners.get(type as NodeType);
      if (sameType) sameType.push(guarded(listener));
      else listeners.set(type as NodeType, [guarded(listener)]);
    }
  }
  for (const [type, visitors] of listeners)
    for (const node of file.source.nodes(type)) for (const visit of visitors) visit(node as never);
  for (const end of ends) end();
  const isSuppressed = createSuppressions(file.source);
  return findings
    .filter((finding) => !isSuppressed(finding.rule, finding.begin.line))
    .sort((a, b) => a.range.start - b.range.start || a.rule.localeCompare(b.rule));
}

/**
 * Nobody waits in line behind a test, a script, a build or a command, and what fails on a page ends no process: what a
 * rule warns of in a service is worth a hint there.
 */
function lowered(
  project: Project,
  file: AnalyzedFile,
  level: LintLevel,
  { node }: Report,
): LintLevel {
  if (level !== 'warning') return level;
  const { source, role } = file;
  if (role !== 'service') return 'hint';
  const innermost = source.functions.findLast((fn) => isInside(node, fn));
  if (innermost?.body && isSent(source, innermost.body)) return 'hint';
  return project.isBehindTerminal(source.path) && !isOfService(project, file, innermost)
    ? 'hint'
    : level;
}

/** A command that starts a service has its requests, too. */
function isOfService(project: Project, { source, ids }: AnalyzedFile, fn: Node | undefined) {
  const path = isFunction(fn) ? project.graph.loopPath(source.path, ids.idOf(fn)) : null;
  return path !== null && path.kind !== 'async';
}

function toFinding(file: AnalyzedFile, rule: Rule, level: LintLevel, report: Report): LintFinding {
  const { start, end } = report.node;
  const { source } = file;
  const fixes = report.fixes ?? [];
  return {
    file: source.path,
    range: { start, end },
    begin: source.positionAt(start),
    end: source.positionAt(end),
    rule: rule.id,
    level,
    message: report.message,
    path: report.path ?? [],
    within: functionAround(source, start, end),
    fixes: fixes.filter((fix) => fix instanceof FixBuilder).map((fix) => fix.build()),
    refused: fixes.flatMap((fix) => (fix === null || fix instanceof FixBuilder ? [] : [fix])),
  };
}

/** What all rules ask of a file in the same way. */
function sharedContext(
  project: Project,
  file: AnalyzedFile,
  settings: RuleSettings,
): Omit<RuleContext, 'report'> {
  const { source, ids } = file;
  return {
    ...factsOf(project, file),
    blocking: settings.blocking,
    isStable: (path) => settings.isStable(path),
    loopPath(node) {
      const id = ids.idAround(node);
      return id === 0 ? null : project.graph.loopPath(source.path, id);
    },
    related: (node, label) => ({ file: source.path, ...source.positionAt(node.start), label }),
    fix: (title, safe = false) => new FixBuilder(source, title, safe),
  };
}
