/** Follows an origin through the files of a project to what it is in the end. */
import { instanceOf, isOfFile, memberOf, type Origin, resultOf } from './origin.ts';
import type { FileSummary } from './summary.ts';

/** What is read as it is; of functions, by their names, what they return. */
const readWhole = ['values', 'bases', 'exports', 'reexports'] as const;

/** All that settling an origin may know of a file. */
export type SettlingFacts = Pick<FileSummary, 'members' | 'functions' | (typeof readWhole)[number]>;

/** The same for two summaries that settle all origins alike. More functions, or others inside, change nothing. */
export const settlingKey = (facts: SettlingFacts): string =>
  JSON.stringify([
    Object.entries(facts.members).map(([name, id]) => [name, facts.functions[id]?.returns]),
    readWhole.map((field) => facts[field]),
  ]);

export interface Summaries {
  /** By absolute path; `null` for a file that is not part of the project. */
  summaryOf(path: string): SettlingFacts | null;
  /** The absolute path that a specifier means in a file; `null` for packages. */
  resolve(from: string, specifier: string): string | null;
}

/** Steps from file to file: more is a cycle of re-exports. */
const mostSteps = 32;

const tokensOf = (path: string): string[] => path.match(/\.[^.#()]+|#[^.#()]*|\(\)/g) ?? [];

const extend = (base: Origin, tokens: readonly string[]): Origin =>
  tokens.reduce((origin, token) => {
    if (token === '()') return resultOf(origin);
    if (token.startsWith('.')) return memberOf(origin, token.slice(1));
    const instance = origin.path.endsWith('#') ? origin : instanceOf(origin);
    return token.length > 1 ? memberOf(instance, token.slice(1)) : instance;
  }, base);

/** @returns an origin in a package, or one whose module is the absolute path of the file that declares it */
export function settleOrigin(summaries: Summaries, file: string, origin: Origin): Origin {
  let path = file;
  let current = origin;
  for (let step = 0; step < mostSteps; step++) {
    if (current.module === '.' || current.module === path) {
      const next = withinFile(summaries.summaryOf(path), current);
      if (!next) return { module: path, path: current.path };
      current = next;
      continue;
    }
    if (current.module.startsWith('/') && summaries.summaryOf(current.module)) {
      path = current.module;
      continue;
    }
    const target = summaries.resolve(path, current.module);
    if (target === null) return current;
    const summary = summaries.summaryOf(target);
    if (!summary) return isOfFile(current) ? { module: target, path: current.path } : current;
    const exported = exportOf(summaries, target, summary, tokensOf(current.path), 0);
    if (!exported) return { module: target, path: current.path };
    path = exported.file;
    current = exported.origin;
  }
  return current;
}

/** The file that declares what another one imports, however often it is exported again; not what it is made of. */
export function settleDeclaration(summaries: Summaries, file: string, origin: Origin): Origin {
  let path = file;
  let current = origin;
  for (let step = 0; step < mostSteps; step++) {
    if (current.module === '.' || current.module === path) break;
    const target = summaries.resolve(path, current.module);
    const summary = target === null ? null : summaries.summaryOf(target);
    if (target === null || !summary) return current;
    const exported = exportOf(summaries, target, summary, tokensOf(current.path), 0);
    if (!exported) return { module: target, path: current.path };
    path = exported.file;
    current = exported.origin;
  }
  return { module: path, path: current.path };
}

/** What the longest known beginning of a path stands for; `null` when the path stands for itself. */
function withinFile(summary: SettlingFacts | null, origin: Origin): Origin | null {
  if (!summary) return null;
  const tokens = tokensOf(origin.path);
  let beginning = tokens.join('');
  for (let length = tokens.length; length > 0; length--) {
    const value = summary.values[beginning];
    if (value) return extend(value, tokens.slice(length));
    const id = tokens[length] === '()' ? summary.members[beginning] : undefined;
    if (id !== undefined) {
      const returned = summary.functions[id]?.returns;
      return returned ? extend(returned, tokens.slice(length + 1)) : null;
    }
    beginning = beginning.slice(0, -(tokens[length - 1]?.length ?? 0));
  }
  return inherited(summary, tokens);
}

/** `.Files#read` is `.Base#read` when `Files` extends `Base` of the project and has no `read` of its own. */
function inherited(summary: SettlingFacts, tokens: readonly string[]): Origin | null {
  const [owner = '', member = '', ...rest] = tokens;
  const base = summary.bases[owner];
  if (!base || !isOfFile(base) || !/^#./.test(member)) return null;
  return Object.hasOwn(summary.members, owner + member) ? null : extend(base, [member, ...rest]);
}

interface Exported {
  readonly file: string;
  readonly origin: Origin;
}

function exportOf(
  summaries: Summaries,
  file: string,
  summary: SettlingFacts,
  tokens: readonly string[],
  depth: number,
): Exported | null {
  const [first = '', ...rest] = tokens;
  const name = first.slice(1);
  // An export may be called like a member of all objects: `toString`.
  const named =
    first.startsWith('.') && Object.hasOwn(summary.exports, name)
      ? summary.exports[name]
      : undefined;
  if (named) return { file, origin: extend(named, rest) };
  if (depth < mostSteps)
    for (const specifier of summary.reexports) {
      const target = summaries.resolve(file, specifier);
      const other = target === null ? null : summaries.summaryOf(target);
      const found = target && other ? exportOf(summaries, target, other, tokens, depth + 1) : null;
      if (found) return found;
    }
  // `const x = require('./x')` and `import x from './x.cjs'` of `module.exports = x`.
  const whole = summary.exports['default'];
  if (!whole) return null;
  return { file, origin: extend(whole, first === '.default' ? rest : tokens) };
}
