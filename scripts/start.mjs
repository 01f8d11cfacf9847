// `npm start`: runs the demo, which inspects an example service, and passes its arguments on.
import { spawn } from 'node:child_process';
import { root } from './setup/root.mjs';

const demo = spawn(process.execPath, [`${root}/dist/demo.js`, ...process.argv.slice(2)], {
  stdio: 'inherit',
});
// The terminal sends Ctrl+C to the demo as well: wait for it, so that it can detach and clean up.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => demo.kill('SIGTERM'));
demo.on('exit', (code) => process.exit(code ?? 1));
