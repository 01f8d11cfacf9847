// `npm run check`: types, boundaries, dead code, lint and format. Names on the command line choose.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter } from 'node:path';
import { root } from './setup/root.mjs';

const projects = ['.', 'inspector/agent', 'webview', 'scripts'].filter((folder) =>
  existsSync(`${root}/${folder}/tsconfig.json`),
);

/** @type {{ name: string, command: string }[]} */
const checks = [
  ...projects.map((folder) => ({ name: 'types', command: `tsc -p ${folder}` })),
  { name: 'boundaries', command: 'depcruise --config .dependency-cruiser.mjs .' },
  { name: 'dead-code', command: 'knip' },
  { name: 'lint', command: 'oxlint --type-aware --deny-warnings' },
  { name: 'format', command: 'biome check --error-on-warnings .' },
];

const chosen = process.argv.slice(2);
const unknown = chosen.find((name) => !checks.some((check) => check.name === name));
if (unknown) throw new Error(`no check "${unknown}"`);
const queue = checks.filter(({ name }) => chosen.length === 0 || chosen.includes(name));

// Two at a time: they are short and mostly on one thread.
await Promise.all([worker(), worker()]);

async function worker() {
  for (let check = queue.shift(); check; check = queue.shift()) await runCheck(check);
}

/** @param {{ name: string, command: string }} check */
async function runCheck({ name, command }) {
  const start = performance.now();
  const { code, output } = await run(command);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name} (${command}): ${seconds} s`);
  if (code === 0) return;
  console.log(output);
  process.exitCode = 1;
}

/**
 * @param {string} command
 * @returns {Promise<{ code: number | null, output: string }>}
 */
function run(command) {
  const path = `${root}/node_modules/.bin${delimiter}${process.env.PATH}`;
  const child = spawn(command, { cwd: root, shell: true, env: { ...process.env, PATH: path } });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, output })));
}
