// Programs by which the rules are judged, and what they say of them: the pairs of `test/fixtures/lint-pairs` (a bad
// program with one hazard and its good twin) and those of `test/fixtures/lint-healthy`, which have nothing but traps.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from '../../scripts/setup/root.mjs';
import { lintPaths } from '../../server/lint/lint-paths.ts';

const pairs = 'test/fixtures/lint-pairs';
const healthy = 'test/fixtures/lint-healthy';

export interface Program {
  /** As `block-wait/2/bad.ts` or `healthy/api`. */
  readonly name: string;
  /** A file or a folder. */
  readonly path: string;
  /** `<file>:<line> <rule>` for the line after each `// expect: <rule>`. */
  readonly expected: readonly string[];
}

/** All programs, in the order of their names. */
export function lintPrograms(): Program[] {
  const ofPairs = entries(pairs).flatMap((rule) =>
    entries(`${pairs}/${rule}`).flatMap((number) =>
      entries(`${pairs}/${rule}/${number}`).map((side) => `${rule}/${number}/${side}`),
    ),
  );
  return [
    ...ofPairs.map((name) => program(name, join(root, pairs, name))),
    ...entries(healthy).map((name) => program(`healthy/${name}`, join(root, healthy, name))),
  ];
}

/** What the rules say of a program, as `expected` of it, and nothing twice. */
export async function findingsIn({ path }: Program): Promise<string[]> {
  const { signal } = new AbortController();
  const { findings, faults } = await lintPaths({
    paths: [path.replaceAll('\\', '/')],
    fix: false,
    signal,
  });
  const lines = findings.map(({ file, begin, rule }) => line(path, file, begin.line, rule));
  return [...new Set([...lines, ...faults.map(({ file, message }) => `${file}: ${message}`)])];
}

const entries = (folder: string): string[] => readdirSync(join(root, folder)).sort();

const line = (path: string, file: string, number: number, rule: string): string =>
  `${relative(path, file).replaceAll('\\', '/')}:${number} ${rule}`;

function program(name: string, path: string): Program {
  const expected = filesOf(path).flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((text, index) => {
        const rule = /^\s*\/\/ expect: (\S+)$/.exec(text)?.[1];
        // Lines are counted from 1, and the one that is meant is the next.
        return rule ? [line(path, file, index + 2, rule)] : [];
      }),
  );
  return { name, path, expected };
}

function filesOf(path: string): string[] {
  if (/\.[cm]?[jt]s$/.test(path)) return [path];
  const inside = readdirSync(path, { recursive: true, withFileTypes: true });
  return inside.flatMap((one) => (one.isFile() ? [join(one.parentPath, one.name)] : []));
}
