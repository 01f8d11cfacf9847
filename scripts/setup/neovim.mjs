// Step: finds Neovim, in which the language server is tested beside VS Code, or installs Debian's.
import { hasDebianPackages, installDebianPackage, onPath } from './debian-package.mjs';
import { SetupError } from './step.mjs';

/** @returns {string | undefined} */
export const findNeovim = () => onPath('nvim');

export async function run() {
  if (findNeovim()) return;
  if (!hasDebianPackages()) {
    console.log('set-up: no Neovim found; install it, else its tests are skipped');
    return;
  }
  await installDebianPackage('neovim');
  if (!findNeovim()) throw new SetupError('Neovim is still missing');
}
