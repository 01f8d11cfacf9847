// A vitest global set-up: tests of what ships run against a build of the sources as they are now.
import { spawnSync } from 'node:child_process';
import { root } from './setup/root.mjs';

/** @type {Record<string, string[]>} */
const needed = {
  contract: ['build', 'vsix'],
  integration: ['build', 'node-versions', 'neovim'],
  webview: ['build', 'node-versions', 'chromium'],
  vscode: ['build', 'vsix', 'vscode', 'chromium'],
};

/** @param {import('vitest/node').TestProject} project */
export default function setup({ name }) {
  const steps = needed[name] ?? [];
  const { status } = spawnSync(process.execPath, [`${root}/scripts/setup.mjs`, ...steps], {
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error(`set-up for the ${name} tests failed`);
}
