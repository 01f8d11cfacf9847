// `npm run bench -- <name> [arguments]`: bundles bench/<name>.ts and runs it. Writes nothing: results are copied into
// bench/results.md by whoever has looked at them.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { agentForEsbuild } from './agent-bundle.mjs';
import { root } from './setup/root.mjs';

const [name = '', ...rest] = process.argv.slice(2);
if (!existsSync(`${root}/bench/${name}.ts`)) {
  const names = readdirSync(`${root}/bench`).filter((file) => file.endsWith('.ts'));
  console.error(`Name a benchmark: ${names.map((file) => file.slice(0, -3)).join(', ')}`);
  process.exit(2);
}
/**
 * The scripts find the project's root from where they are, so they stay there.
 * @type {import('esbuild').Plugin}
 */
const scriptsInPlace = {
  name: 'scripts-in-place',
  setup(bundle) {
    bundle.onResolve({ filter: /\/scripts\/.*\.mjs$/ }, ({ path, resolveDir }) => ({
      path: pathToFileURL(resolve(resolveDir, path)).href,
      external: true,
    }));
  },
};

const outfile = `${root}/.cache/bench/${name}.mjs`;
await build({
  entryPoints: [`${root}/bench/${name}.ts`],
  outfile,
  bundle: true,
  platform: 'node',
  // Finds its own files beside itself.
  external: ['playwright-core'],
  target: 'node20',
  format: 'esm',
  banner: {
    js: "import { createRequire as loopscopeRequire } from 'node:module';const require = loopscopeRequire(import.meta.url);",
  },
  plugins: [agentForEsbuild(), scriptsInPlace],
  logLevel: 'warning',
});
const { status } = spawnSync(process.execPath, [outfile, ...rest], { stdio: 'inherit', cwd: root });
process.exitCode = status ?? 1;
