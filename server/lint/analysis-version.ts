/** Names the program that decides findings: it is another one as soon as any file of it is. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** @param module this file, or the chunk that it was bundled into */
export function analysisVersion(module: string = fileURLToPath(import.meta.url)): string {
  const folder = dirname(module);
  const parent = dirname(folder);
  const isSource = module.endsWith('.ts');
  const root = isSource || basename(folder) === 'chunks' ? parent : folder;
  const hash = createHash('sha1');
  for (const path of readdirSync(root, { recursive: true, encoding: 'utf8' }).sort())
    if (isSource ? /(?<!\.test)\.ts$/.test(path) : /\.(?:js|cjs|wasm)$/.test(path))
      hash.update(JSON.stringify([path, isSource ? textOf(root, path) : contentOf(root, path)]));
  return hash.digest('base64');
}

const textOf = (root: string, path: string): string => readFileSync(join(root, path), 'utf8');

/**
 * The bundles are 7 MB, and reading them would take as long as a run with a cache. A chunk has a hash of its content and
 * of what it imports in its name; of the packages that are copied beside, other versions have other sizes.
 */
const contentOf = (root: string, path: string): number | null =>
  basename(dirname(path)) === 'chunks' ? null : statSync(join(root, path)).size;
