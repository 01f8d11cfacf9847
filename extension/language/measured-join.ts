/**
 * Joins what was measured in a process with what the rules found in its source.
 *
 * Of one finding, the diagnostics that tell of the same fault are those
 * 1. in the same file: by the paths that the process reports, after path mappings and edits;
 * 2. of a rule of the same family as the one that the diagnosis names. Which of them a rule reports depends on how the
 *    code is written: a loop that was sampled as computing may be a busy wait in source, or quadratic;
 * 3. at the same line; or, as a block is met wherever its loop is at that moment, a few lines beside: in the same
 *    function. The diagnostic says where its function begins and ends. Functions nest, and the place may be in another
 *    one inside: when both have names, they have to be the same.
 * Of several, the nearest match is taken: the very rule before its family, the line before the function, and what
 * begins above before what begins below, for a loop is underlined at its head.
 *
 * It is never enough to be in the same file: a block in one handler says nothing of a call in another.
 */
import type { Finding } from '../../protocol/finding.ts';
import type { FunctionExtent } from '../../protocol/lint.ts';

export type DiagnosticLevel = 'error' | 'warning' | 'information';

/** A diagnostic as the server sent it. Lines are 1-based, and both are part of it. */
export interface RuleDiagnostic {
  readonly rule: string;
  readonly level: DiagnosticLevel;
  readonly message: string;
  readonly firstLine: number;
  readonly lastLine: number;
  readonly within: FunctionExtent | null;
}

/** A finding, at the 1-based line where its place is in the text as it is now. */
export interface MeasuredFinding {
  readonly finding: Finding;
  readonly line: number;
}

/** Rules that see the same fault from different sides. */
const families: readonly ReadonlySet<string>[] = [
  new Set(['cpu/loop', 'cpu/quadratic', 'block/busy-wait']),
  new Set(['block/sync-api', 'block/sync-lib', 'block/wait']),
  new Set(['starve/micro', 'starve/poll']),
  new Set(['settle/path', 'settle/events', 'settle/throw']),
  new Set(['time/no-timeout', 'time/forward-signal']),
  new Set(['res/release', 'lock/reentry']),
  new Set(['promise/floating', 'promise/async-callback']),
];

/** Their place is that of a victim, such as a timer; their rule finds what made it one. */
const aboutVictims: ReadonlySet<string> = new Set(['late-timers']);

/** @returns the indices of the diagnostics that tell of the same fault, mostly none or one */
export function matching(
  { finding, line }: MeasuredFinding,
  diagnostics: readonly RuleDiagnostic[],
): readonly number[] {
  if (finding.rule === null || aboutVictims.has(finding.id)) return [];
  let best = Number.POSITIVE_INFINITY;
  let found: number[] = [];
  for (const [index, diagnostic] of diagnostics.entries()) {
    const distance = distanceOf(finding, line, diagnostic);
    if (distance === null || distance > best) continue;
    found = distance === best ? [...found, index] : [index];
    best = distance;
  }
  return found;
}

/** @returns for each diagnostic itself, or one that is raised and says what was measured */
export function joinMeasured<D extends RuleDiagnostic>(
  diagnostics: readonly D[],
  measured: readonly MeasuredFinding[],
  wordsOf: (finding: Finding) => string,
): readonly D[] {
  const seen = new Map<number, Finding[]>();
  for (const each of measured) {
    for (const index of matching(each, diagnostics))
      seen.set(index, [...(seen.get(index) ?? []), each.finding]);
  }
  return diagnostics.map((diagnostic, index) => {
    const findings = seen.get(index);
    if (!findings) return diagnostic;
    const words = [...new Set(findings.map(wordsOf))].join('; ');
    const ranks = findings.map((finding) => levels.indexOf(raised(diagnostic.level, finding)));
    return {
      ...diagnostic,
      level: levels[Math.max(...ranks)] ?? diagnostic.level,
      // First, as a list of problems shows one line.
      message: `Measured: ${words}. ${diagnostic.message}`,
    };
  });
}

const levels: readonly DiagnosticLevel[] = ['information', 'warning', 'error'];

/** Larger than any file has lines: a nearer match of a worse kind stays behind. */
const worse = { below: 1e7, beside: 1e8, family: 1e9 };

function distanceOf(finding: Finding, line: number, diagnostic: RuleDiagnostic): number | null {
  const { rule, firstLine, lastLine, within } = diagnostic;
  const isSame = rule === finding.rule;
  const isRelated = families.some((family) => family.has(rule) && family.has(finding.rule ?? ''));
  if (!isSame && !isRelated) return null;
  const family = isSame ? 0 : worse.family;
  if (firstLine <= line && line <= lastLine) return family;
  if (!within || line < within.firstLine || line > within.lastLine) return null;
  const name = functionName(finding.evidence['function']);
  if (name !== null && within.name !== null && name !== within.name) return null;
  const lines = line >= firstLine ? line - firstLine : worse.below + firstLine - line;
  return family + worse.beside + lines;
}

/** `load` of V8's `async Store.load [as get]`; `null` for a function without a name. */
function functionName(shown: unknown): string | null {
  if (typeof shown !== 'string') return null;
  const bare = shown.replace(/ \[as .*\]$/, '').replace(/^(?:async|new) /, '');
  const name = bare.slice(bare.lastIndexOf('.') + 1).replace(/^#/, '');
  return name === '' || /[<(]/.test(name) ? null : name;
}

/**
 * What was measured counts for one level more than what was only read, and for no less than the finding itself. What
 * is only suspected adds nothing of its own.
 */
function raised(level: DiagnosticLevel, { severity, certainty }: Finding): DiagnosticLevel {
  const own = levels.indexOf(severity === 'info' ? 'information' : severity);
  const next = levels.indexOf(level) + (certainty === 'suspected' ? 0 : 1);
  return levels[Math.min(Math.max(own, next), levels.length - 1)] ?? level;
}
