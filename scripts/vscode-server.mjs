// Starts the cached VS Code as a server for a browser, with its own profile, and ends all of it.
import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { vscodeServer } from './setup/vscode.mjs';

/** A quiet editor: nothing pops up, nothing calls home, nothing updates itself. */
const quiet = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'window.commandCenter': false,
  'typescript.disableAutomaticTypeAcquisition': true,
};

/**
 * @typedef {object} ServerOptions
 * @property {string} profile an existing folder for settings, extensions, logs and temporary files
 * @property {string} folder the folder to open
 * @property {string[]} extensions paths of .vsix files
 * @property {Record<string, unknown>} [settings]
 * @property {boolean} [trusts] false to trust only the folders that the user says are to be trusted
 *
 * @typedef {object} Server
 * @property {string} url
 * @property {number} pid also the id of its process group
 * @property {() => Promise<void>} stop
 */

/**
 * @param {ServerOptions} options
 * @returns {Promise<Server>}
 */
export async function startServer(options) {
  const { profile, folder, extensions, settings = {}, trusts = true } = options;
  const environment = prepareProfile(profile, settings);
  const common = [
    vscodeServer.script,
    '--accept-server-license-terms',
    ...['--server-data-dir', `${profile}/server`],
    ...['--user-data-dir', `${profile}/user`],
    ...['--extensions-dir', `${profile}/extensions`],
  ];
  for (const extension of extensions) {
    const args = [...common, '--install-extension', extension, '--force'];
    const { status, stdout, stderr } = spawnSync(vscodeServer.node, args, {
      env: environment,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`cannot install ${extension}:\n${stdout}${stderr}`);
  }

  // Whoever reaches the port can run programs as this user, so it asks for a token.
  const token = randomUUID();
  const args = ['--host', '127.0.0.1', '--port', '0', '--connection-token', token];
  const logFile = `${profile}/server.log`;
  const log = openSync(logFile, 'w');
  const server = spawn(
    vscodeServer.node,
    [
      ...[...common, ...args, '--disable-telemetry'],
      ...(trusts ? ['--disable-workspace-trust'] : []),
    ],
    // Its own process group: the extension host outlives a signal to the server alone.
    { env: environment, stdio: ['ignore', log, log], detached: true },
  );
  const { pid = 0 } = server;
  const exited = new Promise((resolve) => server.once('close', resolve));
  const stop = () => stopGroup(pid, exited);
  try {
    const port = await listeningPort(server, logFile);
    const query = new URLSearchParams({ tkn: token, folder });
    return { url: `http://127.0.0.1:${port}/?${query.toString()}`, pid, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * @param {string} profile
 * @param {Record<string, unknown>} settings
 * @returns {NodeJS.ProcessEnv}
 */
function prepareProfile(profile, settings) {
  mkdirSync(`${profile}/user/User`, { recursive: true });
  mkdirSync(`${profile}/tmp`, { recursive: true });
  const all = { ...quiet, ...settings };
  writeFileSync(`${profile}/user/User/settings.json`, JSON.stringify(all, undefined, 2));

  // What an outer VS Code, npm or test runner has set is not meant for this one.
  /** @type {NodeJS.ProcessEnv} */
  const environment = { ...process.env, TMPDIR: `${profile}/tmp` };
  for (const name of Object.keys(environment)) {
    if (/^(VSCODE|ELECTRON|NODE_OPTIONS|npm_|VITEST|FORCE_COLOR)/.test(name)) {
      delete environment[name];
    }
  }
  return environment;
}

/**
 * @param {import('node:child_process').ChildProcess} server
 * @param {string} logFile
 * @returns {Promise<number>}
 */
async function listeningPort(server, logFile) {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline && server.exitCode === null) {
    const match = /listening on (\d+)/.exec(readFileSync(logFile, 'utf8'));
    if (match) return Number(match[1]);
    await sleep(50);
  }
  throw new Error(`VS Code did not start:\n${readFileSync(logFile, 'utf8').slice(-2000)}`);
}

/**
 * @param {number} pid
 * @param {Promise<unknown>} exited
 */
async function stopGroup(pid, exited) {
  signalGroup(pid, 'SIGTERM');
  await Promise.race([exited, sleep(3000, undefined, { ref: false })]);
  signalGroup(pid, 'SIGKILL');
  await exited;
}

/**
 * @param {number} pid
 * @param {NodeJS.Signals} signal
 */
function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch {
    // Nobody of the group is left.
  }
}
