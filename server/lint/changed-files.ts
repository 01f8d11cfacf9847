/** Which files were changed since a git revision. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Compares the working tree with the point at which the branch left `ref`, and counts new files in.
 * @returns absolute paths, with slashes
 * @throws Error with a line for the user
 */
export async function changedFiles(ref: string, cwd: string): Promise<Set<string>> {
  const git = async (...args: readonly string[]): Promise<string> => {
    const { stdout } = await run('git', [...args], { cwd, maxBuffer: 1e8 });
    return stdout;
  };
  const root = (await git('rev-parse', '--show-toplevel')).trim();
  // Without a common ancestor, as in a shallow clone, the revision itself is what there is to compare with.
  const base = await git('merge-base', '--end-of-options', ref, 'HEAD').catch(() => ref);
  const options = ['--name-only', '-z', '--diff-filter=d', '--no-relative'];
  const changed = await git('diff', ...options, '--end-of-options', base.trim(), '--');
  const added = await git('ls-files', '--others', '--exclude-standard', '-z', '--full-name', root);
  const names = `${changed}${added}`.split('\0').filter(Boolean);
  return new Set(names.map((name) => `${root}/${name}`));
}
