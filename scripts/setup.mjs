// Prepares the machine for `npm start` and `npm test`: runs the steps named on the command line.
//
// Only Node built-ins up to the point where the dependencies are installed. A step that has nothing
// to do says nothing.
import { withLock } from './setup/lock.mjs';
import { SetupError } from './setup/step.mjs';

const steps = {
  dependencies: () => import('./setup/dependencies.mjs'),
  build: () => import('./setup/build.mjs'),
  vsix: () => import('./setup/vsix.mjs'),
  'node-versions': () => import('./setup/node-versions.mjs'),
  vscode: () => import('./setup/vscode.mjs'),
  chromium: () => import('./setup/chromium.mjs'),
  neovim: () => import('./setup/neovim.mjs'),
};

try {
  await withLock(async () => {
    for (const name of process.argv.slice(2)) {
      const load = steps[/** @type {keyof typeof steps} */ (name)];
      if (!load) throw new SetupError(`no step "${name}"; steps: ${Object.keys(steps).join(', ')}`);
      await (await load()).run();
    }
  });
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(`set-up failed: ${error.message}`);
  process.exitCode = 1;
}
