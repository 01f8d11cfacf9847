// Step: fetches a VS Code that runs in a browser: the one that the npm package code-server carries.
//
// Only its folder lib/vscode is used, started by scripts/vscode-server.mjs. It is VS Code as
// published, without the wrapper, and needs neither a desktop nor a download outside npm.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { npm } from './command.mjs';
import { fetchNode, nodePath } from './node-versions.mjs';
import { cache } from './root.mjs';
import { once } from './step.mjs';

const release = 'code-server@4.139.1';
const folder = `${cache}/vscode`;
const home = `${folder}/node_modules/code-server/lib/vscode`;

/** What starts it: the Node to run (it needs 22 or newer) and the script. */
export const vscodeServer = { node: nodePath(24), script: `${home}/out/server-main.js` };

export async function run() {
  if (process.platform === 'win32') {
    console.log('set-up: no VS Code is fetched on Windows; its tests are skipped');
    return;
  }
  await fetchNode(24);
  await once({
    what: `fetching VS Code (${release}, about 250 MB)`,
    stamp: `${folder}/complete`,
    key: release,
    work: async () => {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder, { recursive: true });
      writeFileSync(`${folder}/package.json`, '{"private":true}');
      const node = vscodeServer.node;
      const pinned = ['--no-save', '--no-package-lock'];
      await npm('vscode', ['install', ...pinned, release], { cwd: folder, node });
      const inside = ['install', '--omit=dev', '--no-save'];
      await npm('vscode-modules', inside, { cwd: home, node });
      await npm('vscode-extensions', inside, { cwd: `${home}/extensions`, node });
    },
  });
}
