// Step: fetches the Node versions that the tests inspect, as the npm packages that carry the binary.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { npm, run as runProgram } from './command.mjs';
import { cache } from './root.mjs';
import { once, SetupError } from './step.mjs';

/** Pinned: an answer that differs between two runs of the tests must be our doing. */
export const nodeVersions = /** @type {const} */ ({
  18: '18.20.8',
  20: '20.20.2',
  22: '22.23.3',
  24: '24.21.0',
  26: '26.10.0',
});

/** @typedef {keyof typeof nodeVersions} NodeMajor */

const windows = process.platform === 'win32';
const packageName = `node-${windows ? 'win' : process.platform}-${process.arch}`;

/** @param {NodeMajor} major */
const folder = (major) => `${cache}/node/${major}`;

/**
 * @param {NodeMajor} major
 * @returns {string} where the binary is, or will be
 */
export const nodePath = (major) =>
  `${folder(major)}/node_modules/${packageName}/bin/node${windows ? '.exe' : ''}`;

export async function run() {
  const majors = /** @type {NodeMajor[]} */ (Object.keys(nodeVersions).map(Number));
  await Promise.all(majors.map(fetchNode));
}

/** @param {NodeMajor} major */
export async function fetchNode(major) {
  const version = nodeVersions[major];
  await once({
    what: `fetching Node ${version}`,
    stamp: `${folder(major)}/complete`,
    key: `${packageName}@${version}`,
    work: async () => {
      rmSync(folder(major), { recursive: true, force: true });
      mkdirSync(folder(major), { recursive: true });
      writeFileSync(`${folder(major)}/package.json`, '{"private":true}');
      const args = ['install', '--no-save', '--no-package-lock', `${packageName}@${version}`];
      await npm(`node-${major}`, args, { cwd: folder(major) });
      const advice = `Delete ${folder(major)} and run the command again.`;
      const said = await runProgram(`node-${major}`, nodePath(major), ['--version'], { advice });
      if (said.trim() !== `v${version}`) {
        throw new SetupError(`Node ${version} says it is ${said.trim()}. ${advice}`);
      }
    },
  });
}
