// Runs a program for a set-up step: its output goes to a log, and to the user only when it fails.
import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { delimiter, dirname, relative } from 'node:path';
import { cache, root } from './root.mjs';
import { SetupError } from './step.mjs';

const npmFlags = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier'];

/**
 * @param {string} log name of the log file
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, advice: string, shell?: boolean }} options `advice`
 *   ends the error line
 * @returns {Promise<string>} what the program printed
 * @throws {SetupError} when it cannot be started or exits with another code than 0
 */
export async function run(log, program, args, { cwd = root, env = process.env, advice, shell }) {
  mkdirSync(`${cache}/logs`, { recursive: true });
  const path = `${cache}/logs/${log}.log`;
  const file = createWriteStream(path);
  const child = spawn(program, args, {
    cwd,
    env,
    shell: shell ?? false,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
      file.write(chunk);
    });
  }
  const outcome = await new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => resolve(code === 0 ? undefined : `exit ${code ?? signal}`));
  });
  file.end();
  if (outcome === undefined) return output;
  const shown = [program, ...args].join(' ');
  throw new SetupError(
    `\`${shown}\` failed (${outcome}${firstError(output)}). ${advice} Log: ${relative(root, path)}`,
  );
}

/**
 * Runs npm with install scripts off: nothing that we install needs one, and they are the usual way
 * in for malicious packages.
 * @param {string} log
 * @param {string[]} args
 * @param {{ cwd?: string, node?: string }} [options] `node` is the Node to run npm with
 */
export function npm(log, args, { cwd = root, node = process.execPath } = {}) {
  const advice = 'Check the connection to the npm registry (npm ping) and run the command again.';
  const env = npmEnvironment(node);
  const script = process.env.npm_execpath;
  const all = [...args, ...npmFlags];
  if (script?.endsWith('.js')) return run(log, node, [script, ...all], { cwd, env, advice });
  return run(log, 'npm', all, { cwd, env, advice, shell: process.platform === 'win32' });
}

/**
 * The environment without what an outer `npm start` says about itself: npm_config_local_prefix for
 * one would make the inner npm install into this project.
 * @param {string} node
 */
function npmEnvironment(node) {
  const env = { ...process.env };
  for (const name of Object.keys(env)) {
    if (/^npm_(package|lifecycle|command|config_(local_prefix|global_prefix|prefix))/i.test(name)) {
      delete env[name];
    }
  }
  const path = Object.keys(env).find((name) => name.toLowerCase() === 'path') ?? 'PATH';
  env[path] = `${dirname(node)}${delimiter}${env[path] ?? ''}`;
  return env;
}

/** @param {string} output of npm or apt-get; their first line of substance says what went wrong */
function firstError(output) {
  const messages = output
    .split('\n')
    .flatMap((line) => /^(?:npm error|E:) (.+)/.exec(line)?.[1] ?? []);
  const message = messages.find((text) => !/^(code|errno|syscall) /.test(text));
  return message ? `: ${message.trim().slice(0, 160)}` : '';
}
