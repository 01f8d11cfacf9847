// `npm run vscode`: starts the example service and opens its source in a VS Code with the extension.
//
// The editor is an installed `code` if there is one, else the cached one in a browser. Either gets a profile
// of its own inside .cache/, so that nobody's own settings and extensions are touched.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { vsixPath } from './package.mjs';
import { onPath } from './setup/debian-package.mjs';
import { cache, root } from './setup/root.mjs';
import { run as fetchVscode } from './setup/vscode.mjs';
import { startServer } from './vscode-server.mjs';

const folder = `${root}/examples`;
const profile = `${cache}/try-out`;
mkdirSync(profile, { recursive: true });

const windows = process.platform === 'win32';
const code = onPath(windows ? 'code.cmd' : 'code');
const service = startService();
await (code ? openDesktop(code) : openInBrowser());
service.kill();

/** Plain `node`, as somebody would who knows nothing of Loopscope: something to attach to. */
function startService() {
  const env = { ...process.env, STOP_WITH_STDIN: '1' };
  return spawn(process.execPath, ['orders/main.js'], {
    cwd: folder,
    stdio: ['pipe', 'inherit', 'inherit'],
    env,
  });
}

/** @param {string} program */
async function openDesktop(program) {
  const own = [
    '--user-data-dir',
    `${profile}/desktop`,
    '--extensions-dir',
    `${profile}/desktop-ex`,
  ];
  execFileSync(program, [...own, '--install-extension', vsixPath, '--force'], {
    stdio: 'inherit',
    shell: windows,
  });
  console.log(`${folder} is open in VS Code; this ends when its window is closed.`);
  const window = spawn(program, [...own, '--new-window', '--wait', folder], {
    stdio: 'inherit',
    shell: windows,
  });
  await once(window, 'exit');
}

async function openInBrowser() {
  await fetchVscode();
  const ended = new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, resolve);
  });
  const server = await startServer({ profile, folder, extensions: [vsixPath] });
  console.log(`\nVS Code with Loopscope: ${server.url}\nCtrl+C ends it.`);
  await ended;
  await server.stop();
}
