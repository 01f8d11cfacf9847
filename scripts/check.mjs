// `npm run check`: types, boundaries, dead code, lint and format. Names on the command line choose.
import { checks, runCommand } from './checks.mjs';

const chosen = process.argv.slice(2);
const unknown = chosen.find((name) => !checks.some((check) => check.name === name));
if (unknown) throw new Error(`no check "${unknown}"`);
const queue = checks.filter(({ name }) => chosen.length === 0 || chosen.includes(name));

// Two at a time: each is short and mostly on one thread.
await Promise.all([worker(), worker()]);

async function worker() {
  for (let check = queue.shift(); check; check = queue.shift()) await runCheck(check);
}

/** @param {import('./checks.mjs').Check} check */
async function runCheck({ name, command }) {
  const start = performance.now();
  const { code, stdout, stderr } = await runCommand(command);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name} (${command}): ${seconds} s`);
  if (code === 0) return;
  console.log(stdout + stderr);
  process.exitCode = 1;
}
