// A hash over files, to tell whether what was made of them is still up to date.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';
import { hashOf } from './step.mjs';

const notShipped = /\.test\.ts$|[\\/]fixtures$/;

/** Everything the bundles are made of. */
export const bundled = [
  'protocol',
  'inspector',
  'server',
  'extension',
  'webview',
  'cli',
  'scripts/build.mjs',
  'scripts/agent-bundle.mjs',
  'scripts/third-party.mjs',
  'package-lock.json',
];

/** Everything the .vsix is made of. */
export const packaged = [
  ...bundled,
  'scripts/package.mjs',
  'package.json',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  'assets',
];

/** @param {string[]} paths files and folders of the project; missing ones count as empty */
export function sourceHash(paths) {
  return hashOf(...paths.flatMap((path) => contents(path)));
}

/**
 * @param {string} path
 * @returns {(string | Buffer)[]}
 */
function contents(path) {
  const stat = statSync(join(root, path), { throwIfNoEntry: false });
  if (!stat || notShipped.test(path)) return [];
  if (!stat.isDirectory()) return [path, readFileSync(join(root, path))];
  const names = readdirSync(join(root, path)).sort();
  return names.flatMap((name) => contents(join(path, name)));
}
