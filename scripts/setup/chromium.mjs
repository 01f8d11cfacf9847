// Step: finds the browser that shows VS Code in the tests, or installs Debian's.
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run as runProgram } from './command.mjs';
import { SetupError, timed } from './step.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const applications = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** @returns {string | undefined} the path of a Chromium; LOOPSCOPE_CHROMIUM names another one */
export function findChromium() {
  const named = process.env.LOOPSCOPE_CHROMIUM;
  return named && existsSync(named) ? named : (onPath(names) ?? applications.find(existsSync));
}

export async function run() {
  if (findChromium()) return;
  if (process.platform !== 'linux' || !onPath(['apt-get'])) {
    console.log('set-up: no Chromium found; install it or Chrome, else the editor is not tested');
    return;
  }
  const root = process.getuid?.() === 0;
  const install = 'apt-get install -y --no-install-recommends chromium';
  const byHand = `Run it yourself: sudo apt-get update && sudo ${install}`;
  if (!root && !onPath(['sudo'])) throw new SetupError(`Chromium is missing. ${byHand}`);
  await timed('installing Chromium (apt-get)', async () => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    for (const command of ['apt-get update', install]) {
      // -n: a password prompt would be hidden in the log, and wait for ever.
      const [program = '', ...args] = `${root ? '' : 'sudo -n '}${command}`.split(' ');
      await runProgram('chromium', program, args, { env, advice: byHand });
    }
  });
  if (!findChromium()) throw new SetupError(`Chromium is still missing. ${byHand}`);
}

/**
 * @param {string[]} programs
 * @returns {string | undefined} the first that is installed
 */
export function onPath(programs) {
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
