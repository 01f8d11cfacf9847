/** Files that lie beside the bundles. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** @returns the path of a file beside the bundle, or above it for what is in `chunks/`; `null` when there is none */
export function besideBundle(name: string): string | null {
  const paths = [`./${name}`, `../${name}`].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  return paths.find((path) => existsSync(path)) ?? null;
}
