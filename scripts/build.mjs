// Bundles what ships into dist/: the command, the demo behind `npm start`, the extension, the language server, and the page.
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { build } from 'esbuild';
import { agentForEsbuild } from './agent-bundle.mjs';
import { root } from './setup/root.mjs';
import { licenseTexts } from './third-party.mjs';

// esbuild turns a CommonJS dependency's require('events') into a call that ES modules lack.
const requireBanner =
  "import { createRequire as loopscopeRequire } from 'node:module';const require = loopscopeRequire(import.meta.url);";

/**
 * Native code cannot be bundled: the package is loaded where it is installed, else our WebAssembly copy. `external`
 * would leave out the parts of the package that this copy needs, too.
 * @type {import('esbuild').Plugin}
 */
const nativeParser = {
  name: 'native-parser',
  setup(bundle) {
    bundle.onResolve({ filter: /^oxc-parser$/ }, ({ path }) => ({ path, external: true }));
  },
};

/** @typedef {{ entries: Record<string, string>, format: 'esm' | 'cjs', page?: boolean }} Bundle */

/** @type {readonly Bundle[]} names in dist/, without ending, and what they are made of */
const bundles = [
  {
    entries: {
      cli: 'cli/main.ts',
      demo: 'cli/demo.ts',
      server: 'server/lsp/main.ts',
      'type-check': 'server/types/worker.ts',
      'regex-worker': 'server/analysis/regex-worker.ts',
    },
    format: 'esm',
  },
  { entries: { extension: 'extension/main.ts' }, format: 'cjs' },
  { entries: { webview: 'webview/main.ts' }, format: 'esm', page: true },
];

/** Chrome of VS Code 1.91; style sheets are text, see webview/style/adopt-styles.ts. */
const forPages = /** @type {const} */ ({
  platform: 'browser',
  target: 'chrome122',
  loader: { '.css': 'text' },
});
const forNode = /** @type {const} */ ({ platform: 'node', target: 'node20' });

/** @param {Bundle} bundle */
async function bundle({ entries, format, page = false }) {
  const isModule = format === 'esm';
  const result = await build({
    entryPoints: entries,
    outdir: 'dist',
    outExtension: isModule ? {} : { '.js': '.cjs' },
    absWorkingDir: root,
    bundle: true,
    ...(page ? forPages : forNode),
    format,
    // What only some commands need is loaded when they run: the rules and the parser by `lint`.
    splitting: isModule && !page,
    chunkNames: 'chunks/[name]-[hash]',
    minify: true,
    sourcemap: 'linked',
    metafile: true,
    external: ['vscode'],
    banner: isModule && !page ? { js: requireBanner } : {},
    plugins: [agentForEsbuild(), nativeParser],
    legalComments: 'none',
    logLevel: 'warning',
  });
  return Object.keys(result.metafile.inputs);
}

export async function buildAll() {
  mkdirSync(`${root}/dist`, { recursive: true });
  rmSync(`${root}/dist/chunks`, { recursive: true, force: true });
  const inputs = await Promise.all(bundles.map(bundle));
  for (const command of ['cli', 'server']) chmodSync(`${root}/dist/${command}.js`, 0o755);
  const parser = 'node_modules/oxc-parser/parser.wasm32-wasip1.wasm';
  copyFileSync(`${root}/${parser}`, `${root}/dist/parser.wasm`);
  // Loaded by the rule on regular expressions when it meets one that may be slow.
  const recheck = 'node_modules/recheck/lib/browser.js';
  copyFileSync(`${root}/${recheck}`, `${root}/dist/recheck.cjs`);
  await writeRuleFiles();
  writeFileSync(
    `${root}/dist/third-party-licenses.txt`,
    licenseTexts([...inputs.flat(), parser, recheck]),
  );
}

/** What names the rules is made from them. */
async function writeRuleFiles() {
  /** @type {{ configSchema: () => object }} */
  const { configSchema } = await evaluate('server/config/schema.ts');
  writeJson('config-schema.json', configSchema());
  /** @type {{ ruleDocumentation: (source: string) => { title: string, text: string } }} */
  const { ruleDocumentation } = await evaluate('server/rules/rule-documentation.ts');
  const texts = ruleFiles().map(({ id, source }) => {
    const { title, text } = ruleDocumentation(source);
    return [id, `${title}\n\n${text}`];
  });
  writeJson('rule-texts.json', Object.fromEntries(texts));
}

/** Ids and sources. */
function ruleFiles() {
  const folder = `${root}/server/rules`;
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /^[\w-]+\/[\w-]+\.ts$/.test(file))
    .map((file) => ({
      id: file.slice(0, -'.ts'.length),
      source: readFileSync(`${folder}/${file}`, 'utf8'),
    }))
    .filter(({ id, source }) => source.includes(`id: '${id}'`));
}

/** @param {string} name @param {object} content */
function writeJson(name, content) {
  writeFileSync(`${root}/dist/${name}`, `${JSON.stringify(content, null, 2)}\n`);
}

/** Runs a module of ours here and now. @param {string} entry */
async function evaluate(entry) {
  const { outputFiles } = await build({
    entryPoints: [entry],
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
    packages: 'external',
  });
  const script = `${root}/dist/evaluated-${process.pid}-${Date.now()}.mjs`;
  writeFileSync(script, outputFiles[0]?.text ?? '');
  try {
    return await import(script);
  } finally {
    rmSync(script);
  }
}

if (process.argv[1] === import.meta.filename) await buildAll();
