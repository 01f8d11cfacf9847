// Installs a program from Debian's packages, for a step that did not find it.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './command.mjs';
import { SetupError, timed } from './step.mjs';

/**
 * @param {string[]} programs
 * @returns {string | undefined} the path of the first that is installed
 */
export function onPath(...programs) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return programs.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** @returns whether this system has such packages */
export const hasDebianPackages = () =>
  process.platform === 'linux' && onPath('apt-get') !== undefined;

/**
 * @param {string} name
 * @throws {SetupError} with what to do by hand
 */
export async function installDebianPackage(name) {
  const root = process.getuid?.() === 0;
  const install = `apt-get install -y --no-install-recommends ${name}`;
  const byHand = `Run it yourself: sudo apt-get update && sudo ${install}`;
  if (!root && !onPath('sudo')) throw new SetupError(`${name} is missing. ${byHand}`);
  await timed(`installing ${name} (apt-get)`, async () => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    for (const command of ['apt-get update', install]) {
      // -n: a password prompt would be hidden in the log, and wait for ever.
      const [program = '', ...args] = `${root ? '' : 'sudo -n '}${command}`.split(' ');
      await run(name, program, args, { env, advice: byHand });
    }
  });
}
