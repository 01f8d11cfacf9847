// Packages the extension as a .vsix and prints its size and contents.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, rmSync, statSync } from 'node:fs';
import { root } from './setup/root.mjs';
import { SetupError } from './setup/step.mjs';

const vsce = `${root}/node_modules/@vscode/vsce/vsce`;
const { version } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'));

export const vsixPath = `${root}/dist/loopscope-${version}.vsix`;

/**
 * @returns {Promise<void>}
 * @throws {SetupError} when vsce fails or warns: what it warns of is what the marketplace shows badly
 */
export async function packageExtension() {
  rmSync(vsixPath, { force: true });
  // --no-dependencies: they are inside the bundles. vsce builds first, by vscode:prepublish.
  const args = [vsce, 'package', '--no-dependencies', '--out', vsixPath];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', NO_UPDATE_NOTIFIER: '1' },
  });
  const output = stdout + stderr;
  if (status !== 0 || /^\s*WARNING/m.test(output)) {
    throw new SetupError(`vsce failed or warned; mend package.json:\n${output}`);
  }
}

/** @returns {{ file: string, bytes: number }[]} what a .vsix holds; sizes are unpacked ones */
export function vsixContents() {
  const listing = execFileSync(process.execPath, [vsce, 'ls', '--no-dependencies'], {
    cwd: root,
    encoding: 'utf8',
  });
  const files = listing.split('\n').filter((line) => line && !line.startsWith('>'));
  return files.map((file) => ({ file, bytes: statSync(`${root}/${file}`).size }));
}

if (process.argv[1] === import.meta.filename) {
  await packageExtension();
  for (const { file, bytes } of vsixContents()) console.log(`${kilobytes(bytes)}  ${file}`);
  console.log(`${kilobytes(statSync(vsixPath).size)}  ${vsixPath} (compressed)`);
}

/** @param {number} bytes */
function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1).padStart(8)} kB`;
}
