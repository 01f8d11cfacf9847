/** Which file of the project a module specifier means. */
import * as nodeFileSystem from 'node:fs';
import { existsSync, lstatSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join } from 'node:path';
import { CachedInputFileSystem, ResolverFactory } from 'enhanced-resolve';

const builtins = new Set(builtinModules);
const extensions = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'];

export interface ModuleResolver {
  /** An absolute path, or `null` for packages that are not part of the project and for what does not exist. */
  resolve(from: string, specifier: string): string | null;
  /** Forgets what it knows, after files came or went. */
  reset(): void;
}

/** @param has whether a file is open or known without being on disk */
export function createModuleResolver(has: (path: string) => boolean): ModuleResolver {
  const cache = new Map<string, string | null>();
  const fileSystem = new CachedInputFileSystem(nodeFileSystem, 4_000);
  const tsconfigs = new Map<string, string | null>();
  const installed = new Map<string, boolean>();
  const resolvers = new Map<string | null, ReturnType<typeof ResolverFactory.createResolver>>();

  function tsconfigOf(folder: string): string | null {
    const known = tsconfigs.get(folder);
    if (known !== undefined) return known;
    const path = join(folder, 'tsconfig.json');
    const parent = dirname(folder);
    const found = existsSync(path) ? path : parent === folder ? null : tsconfigOf(parent);
    tsconfigs.set(folder, found);
    return found;
  }

  function resolverFor(tsconfig: string | null) {
    let resolver = resolvers.get(tsconfig);
    if (!resolver) {
      resolver = ResolverFactory.createResolver({
        fileSystem: fileSystem,
        useSyncFileSystemCalls: true,
        extensions,
        // A TypeScript file names what its neighbour will be compiled to.
        extensionAlias: {
          '.js': ['.ts', '.tsx', '.js', '.jsx'],
          '.mjs': ['.mts', '.mjs'],
          '.cjs': ['.cts', '.cjs'],
        },
        conditionNames: ['source', 'import', 'require', 'node', 'default'],
        ...(tsconfig === null ? {} : { tsconfig }),
      });
      resolvers.set(tsconfig, resolver);
    }
    return resolver;
  }

  /** Installed from a registry: a link would be a package of the same repository. */
  function isInstalled(folder: string, specifier: string): boolean {
    const name = /^(?:@[^/]+\/)?[^./#@][^/]*/.exec(specifier)?.[0];
    if (name === undefined) return false;
    const key = `${folder}\0${name}`;
    const known = installed.get(key);
    if (known !== undefined) return known;
    const stats = lstatSync(`${folder}/node_modules/${name}`, { throwIfNoEntry: false });
    const parent = dirname(folder);
    const found = stats ? stats.isDirectory() : parent !== folder && isInstalled(parent, specifier);
    installed.set(key, found);
    return found;
  }

  function find(from: string, specifier: string): string | null {
    if (specifier.startsWith('.')) {
      const base = join(dirname(from), specifier).replaceAll('\\', '/');
      const known = candidates(base).find(has);
      if (known !== undefined) return known;
    }
    const tsconfig = tsconfigOf(dirname(from));
    if (isInstalled(dirname(from), specifier)) return null;
    for (const config of tsconfig === null ? [null] : [tsconfig, null]) {
      try {
        const found = resolverFor(config).resolveSync({}, dirname(from), specifier);
        if (found) return found.includes('/node_modules/') ? null : found.replaceAll('\\', '/');
      } catch {
        // Not found, or a broken tsconfig.json: the next attempt does without it.
      }
    }
    return null;
  }

  return {
    resolve(from, specifier) {
      if (builtins.has(specifier) || specifier.startsWith('node:') || specifier === 'global')
        return null;
      const key = `${dirname(from)}\0${specifier}`;
      let found = cache.get(key);
      if (found === undefined) cache.set(key, (found = find(from, specifier)));
      return found;
    },
    reset() {
      cache.clear();
      fileSystem.purge();
      tsconfigs.clear();
      installed.clear();
      resolvers.clear();
    },
  };
}

function candidates(base: string): string[] {
  const compiled = /\.([cm]?)js(x?)$/.exec(base);
  const stem = compiled ? base.slice(0, compiled.index) : base;
  return [
    base,
    ...(compiled ? [`${stem}.${compiled[1]}ts${compiled[2]}`, `${stem}.tsx`] : []),
    ...extensions.map((extension) => base + extension),
    ...extensions.map((extension) => `${base}/index${extension}`),
  ];
}
