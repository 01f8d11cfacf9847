// Step: finds the browser that shows VS Code in the tests, or installs Debian's.
import { existsSync } from 'node:fs';
import { hasDebianPackages, installDebianPackage, onPath } from './debian-package.mjs';
import { SetupError } from './step.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const applications = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** @returns {string | undefined} the path of a Chromium; LOOPSCOPE_CHROMIUM names another one */
export function findChromium() {
  const named = process.env.LOOPSCOPE_CHROMIUM;
  return named && existsSync(named) ? named : (onPath(...names) ?? applications.find(existsSync));
}

export async function run() {
  if (findChromium()) return;
  if (!hasDebianPackages()) {
    console.log('set-up: no Chromium found; install it or Chrome, else the editor is not tested');
    return;
  }
  await installDebianPackage('chromium');
  if (!findChromium()) throw new SetupError('Chromium is still missing');
}
