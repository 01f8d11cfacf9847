/** How the time of a regular expression grows with its input, by the package `recheck`, which is loaded when needed. */
import { createRequire } from 'node:module';
import { besideBundle } from './beside-bundle.ts';
import { repetitionDegree } from './regex-repetitions.ts';

export interface RegexCost {
  readonly kind: 'exponential' | 'polynomial';
  /** For polynomial ones. */
  readonly degree: number;
  /** An input that shows it, as JavaScript. */
  readonly attack: string;
}

/** The part of `recheck` that is used: its build for browsers starts no process and no worker. */
interface Checker {
  checkSync(
    pattern: string,
    flags: string,
    options: { timeout: number; checker: 'automaton' | 'fuzz' },
  ): {
    readonly status: 'safe' | 'vulnerable' | 'unknown';
    readonly complexity?: { readonly type: string; readonly degree?: number };
    readonly attack?: { readonly pattern: string };
  };
}

let checker: Checker | null = null;
const known = new Map<string, RegexCost | null>();
/**
 * Milliseconds. A judgement takes up to 700 on a free core, and must not depend on what else runs there. Repetition
 * within repetition is rare, and what grows without bound: it is worth a longer look.
 */
const budget = { nested: 3_000, plain: 1_500 };

type Ask = (question: { readonly pattern: string; readonly flags: string }) => void;
let elsewhere: Ask | null = null;

/** From now on expressions are judged by others, who say so to `keepRegexCost`; with `null`, here again. */
export function askElsewhere(ask: Ask | null): void {
  elsewhere = ask;
}

export function keepRegexCost(pattern: string, flags: string, cost: RegexCost | null): void {
  known.set(keyOf(pattern, flags), cost);
}

/** @returns `null` for a linear expression, and for one that could not be judged in time or is not yet judged */
export function regexCost(pattern: string, flags: string): RegexCost | null {
  const key = keyOf(pattern, flags);
  let cost = known.get(key);
  if (cost !== undefined) return cost;
  const isSuspicious = mayBeSlow(pattern);
  cost = isSuspicious && !elsewhere ? check(pattern, flags) : null;
  known.set(key, cost);
  if (isSuspicious) elsewhere?.({ pattern, flags });
  return cost;
}

const keyOf = (pattern: string, flags: string): string => `/${pattern}/${flags}`;

function check(pattern: string, flags: string): RegexCost | null {
  checker ??= loadChecker();
  const timeout = hasNestedRepetition(pattern) ? budget.nested : budget.plain;
  try {
    // The first finds proofs, the second examples where there are too many states for a proof.
    for (const method of ['automaton', 'fuzz'] as const) {
      const result = checker.checkSync(pattern, flags.replaceAll(/[dv]/g, ''), {
        timeout,
        checker: method,
      });
      if (result.status === 'safe') return null;
      if (result.status === 'vulnerable')
        return {
          kind: result.complexity?.type === 'exponential' ? 'exponential' : 'polynomial',
          degree: result.complexity?.degree ?? 0,
          attack: result.attack?.pattern ?? '',
        };
    }
    return null;
  } catch {
    // A syntax that it does not know.
    return null;
  }
}

/** Two megabytes, read when the first suspicious expression is met; beside the bundles, or where npm put it. */
function loadChecker(): Checker {
  const load = createRequire(import.meta.url);
  // The path in the package is that of its own `browser` field.
  return load(besideBundle('recheck.cjs') ?? 'recheck/lib/browser.js') as Checker;
}

/** Few expressions need the look: those that nest repetitions, have three of them, or have nothing but one before an end. */
const mayBeSlow = (pattern: string): boolean =>
  hasNestedRepetition(pattern) ||
  repetitionDegree(pattern) >= 3 ||
  /(?:^|\|)(?:\\?.|\[[^\]]*\])[*+]\$$/.test(pattern);

/** The degree that the time of an expression can have at most: without an anchor it may begin at each character. */
export function mostDegree(pattern: string): number {
  // A group that is repeated repeats the repetitions in it.
  if (hasNestedRepetition(pattern) || pattern.includes('){')) return Number.POSITIVE_INFINITY;
  const isAnchored = pattern.startsWith('^') && !withoutGroups(pattern).includes('|');
  return repetitionDegree(pattern) + (isAnchored ? 0 : 1);
}

function withoutGroups(pattern: string): string {
  let text = pattern.replaceAll(/\\.|\[(?:\\.|[^\]])*\]/g, '');
  for (let before = ''; before !== text; ) {
    before = text;
    text = text.replaceAll(/\([^()]*\)/g, '');
  }
  return text;
}

/** `(a+)+`, `(a|aa)*`: a group that is repeated without bound, and holds a choice or a repetition. */
export function hasNestedRepetition(pattern: string): boolean {
  const open: boolean[] = [];
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i];
    if (character === '\\') i++;
    else if (character === '[') {
      for (i++; i < pattern.length && pattern[i] !== ']'; i++) if (pattern[i] === '\\') i++;
    } else if (character === '(') open.push(false);
    else if (character === ')') {
      const varies = open.pop() ?? false;
      const isRepeated = /^(?:[*+]|\{\d+,\})/.test(pattern.slice(i + 1));
      if (varies && isRepeated) return true;
      if ((varies || isRepeated) && open.length > 0) open[open.length - 1] = true;
    } else if (
      open.length > 0 &&
      (character === '*' ||
        character === '+' ||
        character === '|' ||
        character === '?' ||
        character === '{')
    )
      open[open.length - 1] = true;
  }
  return false;
}
