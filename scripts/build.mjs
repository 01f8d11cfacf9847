// Bundles what ships into dist/: the command, the demo behind `npm start`, and the extension.
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { agentForEsbuild } from './agent-bundle.mjs';
import { root } from './setup/root.mjs';
import { licenseTexts } from './third-party.mjs';

// esbuild turns a CommonJS dependency's require('events') into a call that ES modules lack.
const requireBanner =
  "import { createRequire as loopscopeRequire } from 'node:module';const require = loopscopeRequire(import.meta.url);";

/** @type {{ entry: string, out: string, format: 'esm' | 'cjs', command?: boolean }[]} */
const bundles = [
  { entry: 'cli/main.ts', out: 'dist/cli.js', format: 'esm', command: true },
  { entry: 'cli/demo.ts', out: 'dist/demo.js', format: 'esm' },
  { entry: 'extension/main.ts', out: 'dist/extension.cjs', format: 'cjs' },
];

/** @param {(typeof bundles)[number]} bundle */
async function bundleOne({ entry, out, format, command }) {
  const hasShebang = readFileSync(`${root}/${entry}`, 'utf8').startsWith('#!');
  const banner = [
    command && !hasShebang ? '#!/usr/bin/env node' : '',
    format === 'esm' ? requireBanner : '',
  ];
  const result = await build({
    entryPoints: [entry],
    outfile: out,
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format,
    minify: true,
    sourcemap: 'linked',
    metafile: true,
    external: ['vscode'],
    banner: { js: banner.filter(Boolean).join('\n') },
    plugins: [agentForEsbuild()],
    legalComments: 'none',
    logLevel: 'warning',
  });
  if (command) chmodSync(`${root}/${out}`, 0o755);
  return Object.keys(result.metafile.inputs);
}

export async function buildAll() {
  mkdirSync(`${root}/dist`, { recursive: true });
  const inputs = await Promise.all(bundles.map(bundleOne));
  writeFileSync(`${root}/dist/third-party-licenses.txt`, licenseTexts(inputs.flat()));
}

if (process.argv[1] === import.meta.filename) await buildAll();
