/** Tells from a binary's name whether a process is Node, and from its path which version. Pure. */
import type { SystemProcess } from './system-process.ts';

/** `/usr/bin/node (deleted)` is what Linux names a binary that was replaced by an update. */
function executableName(path: string): string {
  const name =
    path
      .replace(/ \(deleted\)$/, '')
      .split(/[\\/]/)
      .at(-1) ?? '';
  return name.toLowerCase().replace(/\.exe$/, '');
}

/** Also `node20` and `node-22`, which distributions install side by side. */
const nodeName = /^node(js)?([-.]?\d+(\.\d+)*)?$/;

export function isNodeExecutable(path: string): boolean {
  return nodeName.test(executableName(path));
}

/** Editors built on Electron run their tools with their own binary as Node. */
const electronEditor =
  /^(electron|code|code - insiders|code-insiders|code-oss|codium|vscodium|cursor|windsurf|positron|code helper.*|cursor helper.*|windsurf helper.*)$/;

/** False for what cannot be Node whatever its command line says; so most processes need no second look. */
export function mayBeNode(executable: string): boolean {
  return isNodeExecutable(executable) || electronEditor.test(executableName(executable));
}

/** The binary of an editor, which is Node only when it was started as such. */
export function runsAsNode(process: SystemProcess): boolean {
  if (!process.executable || !electronEditor.test(executableName(process.executable))) return false;
  // A part of Electron itself: renderer, GPU, utility. It may inherit the variable without meaning it.
  if (process.argv.some((argument) => argument.startsWith('--type='))) return false;
  if (process.environment) return process.environment.electronRunAsNode;
  return process.argv.slice(1, 6).some((argument) => /\.[cm]?js$/.test(argument));
}

/**
 * Decides by the binary. The command line is second best, as a program may change it (`process.title`), and
 * serves for processes of other users, whose binary cannot be read.
 */
export function isNodeProcess(process: SystemProcess): boolean {
  if (process.executable) return isNodeExecutable(process.executable) || runsAsNode(process);
  return isNodeExecutable(process.argv[0] ?? '');
}

/** Version managers keep each version in a folder of its name: nvm, fnm, volta, asdf, mise, n, Homebrew, Nix, tarballs. */
export function versionFromPath(path: string): string | null {
  const binary = /[\\/]node(?:js)?(?:\.exe)?(?: \(deleted\))?$/i;
  const folders = path.replace(binary, '').split(/[\\/]/);
  if (!binary.test(path)) return null;
  while (/^(bin|installation)$/.test(folders.at(-1) ?? '')) folders.pop();
  const last = folders.pop() ?? '';
  const named = /(?:^|-)node(?:js)?-v?(\d+\.\d+\.\d+)(?:-(?:linux|darwin|win)-.*)?$/.exec(last);
  if (named?.[1]) return named[1];
  // A bare version says nothing unless a folder above it says that it is one of Node.
  const bare = /^v?(\d+\.\d+\.\d+)(?:_\d+)?$/.exec(last);
  return bare?.[1] && /node|nvm|fnm/i.test(folders.join('/')) ? bare[1] : null;
}
