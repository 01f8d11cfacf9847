// Step: installs node_modules when package-lock.json is not the one they were installed from.
import { readFileSync } from 'node:fs';
import { npm } from './command.mjs';
import { root } from './root.mjs';
import { hashOf, once } from './step.mjs';

export async function run() {
  await once({
    what: 'installing the dependencies (npm ci)',
    stamp: `${root}/node_modules/.loopscope-lock`,
    key: hashOf(readFileSync(`${root}/package-lock.json`), process.platform, process.arch),
    work: async () => {
      await npm('dependencies', ['ci']);
    },
  });
}
