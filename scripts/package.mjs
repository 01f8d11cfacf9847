// Packages the extension as a .vsix and prints its size and contents.
import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { buildAll } from './build.mjs';
import { root } from './setup/root.mjs';
import { SetupError } from './setup/step.mjs';

const vsce = `${root}/node_modules/@vscode/vsce/vsce`;
const manifest = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'));

export const vsixPath = `${root}/dist/loopscope-${manifest.version}.vsix`;

/** What is packaged, relative to the project, beside package.json; of a build that is there. */
export const packagedFiles = () =>
  /** @type {string[]} */ (manifest.files).flatMap((name) => {
    if (!name.endsWith('/*.js')) return name;
    const folder = name.slice(0, -'/*.js'.length);
    const inside = readdirSync(`${root}/${folder}`).filter((file) => file.endsWith('.js'));
    return inside.map((file) => `${folder}/${file}`);
  });

/**
 * Builds and packages. vsce runs on a copy of what ships, as it reads all of a folder before it
 * chooses: 10 s with the cache in it.
 * @throws {SetupError} when vsce fails or warns: what it warns of looks bad on the marketplace
 */
export async function packageExtension() {
  await buildAll();
  const staging = `${root}/dist/vsix`;
  rmSync(staging, { recursive: true, force: true });
  rmSync(vsixPath, { force: true });
  for (const file of packagedFiles()) {
    cpSync(`${root}/${file}`, `${staging}/${file}`, { recursive: true });
  }
  cpSync(`${root}/.vscodeignore`, `${staging}/.vscodeignore`);
  // An editor needs none of these, and would show the dependencies, which are in the bundles. vsce takes its list
  // of files from one place only, and that is .vscodeignore.
  const shipped = { ...manifest };
  for (const part of ['files', 'scripts', 'dependencies', 'devDependencies', 'overrides']) {
    delete shipped[part];
  }
  writeFileSync(`${staging}/package.json`, JSON.stringify(shipped, undefined, 2));

  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [vsce, 'package', '--no-dependencies', '--out', vsixPath],
    { cwd: staging, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' } },
  );
  rmSync(staging, { recursive: true, force: true });
  const output = stdout + stderr;
  if (status !== 0 || /^\s*(WARNING|ERROR)/m.test(output)) {
    throw new SetupError(`vsce failed or warned:\n${output}`);
  }
}

/** @param {string} path */
function kilobytes(path) {
  return `${(statSync(path).size / 1000).toFixed(1).padStart(8)} kB`;
}

if (process.argv[1] === import.meta.filename) {
  try {
    await packageExtension();
    for (const file of packagedFiles()) console.log(`${kilobytes(`${root}/${file}`)}  ${file}`);
    console.log(`${kilobytes(vsixPath)}  ${vsixPath}, compressed`);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
