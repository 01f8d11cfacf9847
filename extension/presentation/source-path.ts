/** Which files of a target can be opened, and how their paths are shown. */
import path from 'node:path';

/**
 * The path of a file on this machine, or `null`. The name comes from the target: only a plain absolute
 * path may be opened, never a URI (`command:`, `vscode-remote:`) and never a path that makes Windows
 * call another host (`\\host\share`), which would hand that host the user's credentials.
 */
export function localPath(
  file: string,
  platform: NodeJS.Platform = process.platform,
): string | null {
  if (file.includes('\0')) return null;
  if (platform !== 'win32') return path.posix.isAbsolute(file) ? path.posix.normalize(file) : null;
  return /^[a-z]:[\\/]/i.test(file) ? path.win32.normalize(file) : null;
}

/** Relative to the first workspace folder that holds it; with several folders, under the folder's name. */
export function shownPath(
  file: string,
  folders: readonly string[],
  platform: NodeJS.Platform = process.platform,
): string {
  const paths = platform === 'win32' ? path.win32 : path.posix;
  for (const folder of folders) {
    const relative = paths.relative(folder, file);
    const inside = relative !== '' && !relative.startsWith('..') && !paths.isAbsolute(relative);
    if (inside && paths.isAbsolute(file)) {
      return folders.length > 1 ? paths.join(paths.basename(folder), relative) : relative;
    }
  }
  return file;
}

/** True when `file` is in one of the folders, or is one of them. */
export function isInside(
  file: string | null,
  folders: readonly string[],
  platform: NodeJS.Platform = process.platform,
): boolean {
  if (file === null) return false;
  return folders.includes(file) || shownPath(file, folders, platform) !== file;
}
