/**
 * How long it takes from an edit to diagnostics in a file of about 2,000 lines, and how long whole workspaces take,
 * against the linters that know types. The workspaces are the sources of packages as they are published; the peers are
 * installed beside them, in .cache/bench.
 *
 * `npm run bench -- lint [runs]`
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../scripts/setup/root.mjs';
import { LanguageClient } from '../test/support/language-client.ts';
import { median, printTable, round } from './report.ts';

/** Source that is seldom found, with types in each line; and what programs on Node look like. */
const subjects = {
  large: ['effect@3.17.13'],
  usual: ['mongodb@6.22.0', 'puppeteer-core@24.43.1'],
} as const;
type Subject = keyof typeof subjects;
const installed = [
  ...Object.values(subjects).flat(),
  '@types/node@22.18.6',
  'eslint@9.36.0',
  'typescript-eslint@8.44.1',
  'typescript@5.9.2',
  '@biomejs/biome@2.2.4',
  'oxlint@1.89.0',
  'oxlint-tsgolint@7.0.2004',
];
const runs = Number(process.argv[2] ?? 5);
const folder = join(root, '.cache/bench/lint');
const workspaceOf = (subject: Subject): string => join(folder, subject);

function run(program: string, args: readonly string[], cwd: string): void {
  const { status, stderr, error } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${error?.message ?? stderr}`);
}

function prepare(): void {
  const stamp = join(folder, 'complete');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === installed.join()) return;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  const pinned = ['--ignore-scripts', '--no-save', '--no-package-lock', '--no-audit'];
  run('npm', ['install', ...pinned, ...installed], folder);
  for (const subject of Object.keys(subjects) as Subject[]) prepareWorkspace(subject);
  writeFileSync(stamp, installed.join());
}

function prepareWorkspace(subject: Subject): void {
  const workspace = workspaceOf(subject);
  mkdirSync(join(workspace, 'src'), { recursive: true });
  // A repository of its own: what ours ignores is to be linted.
  run('git', ['init', '-q', workspace], folder);
  for (const name of subjects[subject].map((one) => one.slice(0, one.lastIndexOf('@'))))
    run('cp', ['-r', `${folder}/node_modules/${name}/src`, `${workspace}/src/${name}`], folder);
  const files: Readonly<Record<string, object | string>> = {
    'package.json': { private: true, type: 'module' },
    'tsconfig.json': {
      compilerOptions: {
        target: 'es2022',
        module: 'nodenext',
        strict: true,
        noEmit: true,
        skipLibCheck: true,
        types: ['node'],
      },
      include: ['src'],
    },
    'biome.json': {
      linter: { rules: { nursery: { noFloatingPromises: 'error' } } },
      formatter: { enabled: false },
    },
    '.oxlintrc.json': {
      rules: {
        'typescript/no-floating-promises': 'error',
        'typescript/no-misused-promises': 'error',
        'typescript/return-await': 'error',
      },
    },
    'eslint.config.js': `import tseslint from 'typescript-eslint';
export default tseslint.config({
  files: ['src/**/*.ts'],
  languageOptions: { parser: tseslint.parser, parserOptions: { projectService: true } },
  plugins: { '@typescript-eslint': tseslint.plugin },
  rules: {
    '@typescript-eslint/no-floating-promises': 'error',
    '@typescript-eslint/no-misused-promises': 'error',
    '@typescript-eslint/return-await': 'error',
  },
});
`,
  };
  for (const [name, content] of Object.entries(files))
    writeFileSync(
      join(workspace, name),
      typeof content === 'string' ? content : JSON.stringify(content),
    );
}

const bin = (name: string) => join(folder, 'node_modules/.bin', name);
const cacheOf = (subject: Subject): string => join(folder, `${subject}-cache`);
const ours = [process.execPath, join(root, 'dist/cli.js'), 'lint', 'src', '--format', 'json'];

const commands = (subject: Subject): readonly (readonly [string, readonly string[]])[] => [
  ['loopscope', ours],
  ['loopscope --cache, unchanged', [...ours, '--cache-folder', cacheOf(subject)]],
  ['biome, with types', [bin('biome'), 'lint', 'src', '--max-diagnostics=none']],
  ['oxlint, with types', [bin('oxlint'), '--type-aware', 'src']],
  ['eslint, with typescript-eslint', [bin('eslint'), 'src']],
];

/** Milliseconds and megabytes (the largest resident set) of one run. */
function measure(subject: Subject, command: readonly string[]): { ms: number; mb: number } {
  const start = performance.now();
  const { stderr } = spawnSync('/usr/bin/time', ['-f', 'peak %M', ...command], {
    cwd: workspaceOf(subject),
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  const peak = /peak (\d+)\s*$/.exec(stderr)?.[1];
  if (!peak) throw new Error(`${command.join(' ')}: ${stderr.slice(0, 2000)}`);
  return { ms: performance.now() - start, mb: Number(peak) / 1024 };
}

function wholeWorkspace(subject: Subject): void {
  rmSync(cacheOf(subject), { recursive: true, force: true });
  const results = commands(subject).map(([name, command]) => ({ name, command, ms: [0], mb: [0] }));
  // Everybody's first run fills caches, of the disk and of their own, and does not count.
  for (let pass = 0; pass <= runs; pass++)
    for (const result of results) {
      const { ms, mb } = measure(subject, result.command);
      if (pass === 0) [result.ms, result.mb] = [[], []];
      else {
        result.ms.push(ms);
        result.mb.push(mb);
      }
    }
  const sources = sourceFiles(subject);
  const lines = sources.reduce((sum, { text }) => sum + text.split('\n').length, 0);
  printTable(
    `Whole workspace: ${subjects[subject].join(' and ')}, ${sources.length} files, ${round(lines)} lines, median of ${runs}`,
    ['linter', 'ms', 'MB at most'],
    results.map(({ name, ms, mb }) => [name, round(median(ms)), round(median(mb))]),
  );
}

function sourceFiles(subject: Subject): { path: string; text: string }[] {
  const workspace = workspaceOf(subject);
  return readdirSync(join(workspace, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => ({
      path: `src/${path}`,
      text: readFileSync(join(workspace, 'src', path), 'utf8'),
    }));
}

/** What is typed most of the time, and what other files see. */
const edits = {
  'inside of a function': (edit: number) => `function edited() { return ${edit}; }`,
  'to an export': (edit: number) => `export const edited${edit} = ${edit};`,
};

async function live(): Promise<void> {
  const distance = ({ text }: { text: string }) => Math.abs(text.split('\n').length - 2000);
  const [file] = sourceFiles('large').sort((a, b) => distance(a) - distance(b));
  if (!file) throw new Error('no source');
  const client = await LanguageClient.start({
    folder: workspaceOf('large'),
    capabilities: { textDocument: { diagnostic: {} } },
  });
  await client.open(file.path);
  await client.pull(file.path);
  const count = 10 * runs;
  const rows: string[][] = [];
  for (const [kind, line] of Object.entries(edits)) {
    const times: number[] = [];
    for (let edit = 0; edit < count; edit++) {
      const start = performance.now();
      await client.change(file.path, `${file.text}${line(edit)}\n`);
      await client.pull(file.path);
      times.push(performance.now() - start);
    }
    times.sort((a, b) => a - b);
    const shown = [median(times), times[Math.floor(count * 0.95)] ?? 0, times.at(-1) ?? 0];
    rows.push([kind, ...shown.map(round)]);
  }
  await client.stop();
  printTable(
    `From an edit to diagnostics: ${file.path}, ${file.text.split('\n').length} lines, ${count} edits each`,
    ['edit', 'median ms', '95th percentile ms', 'longest ms'],
    rows,
  );
}

prepare();
await live();
for (const subject of Object.keys(subjects) as Subject[]) wholeWorkspace(subject);
