// The checks of `npm run check`, and how to run one on a folder.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter } from 'node:path';
import { root } from './setup/root.mjs';

/** @typedef {{ name: string, command: string }} Check */

const projects = ['.', 'inspector/agent', 'webview', 'test/webview', 'scripts'].filter((folder) =>
  existsSync(`${root}/${folder}/tsconfig.json`),
);

/** @type {readonly Check[]} */
export const checks = [
  ...projects.map((folder) => ({ name: 'types', command: `tsc -p ${folder}` })),
  { name: 'boundaries', command: 'depcruise --config .dependency-cruiser.mjs .' },
  { name: 'dead-code', command: 'knip --no-config-hints' },
  { name: 'lint', command: 'oxlint --type-aware --deny-warnings' },
  { name: 'format', command: 'biome check --error-on-warnings .' },
];

/**
 * @param {string} command
 * @param {string} folder
 * @returns {Promise<{ code: number | null, stdout: string, stderr: string }>}
 */
export function runCommand(command, folder = root) {
  const path = `${root}/node_modules/.bin${delimiter}${process.env.PATH}`;
  const env = { ...process.env, PATH: path };
  const child = spawn(command, { cwd: folder, shell: true, env });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => (stdout += chunk));
  child.stderr.on('data', (chunk) => (stderr += chunk));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}
