// Bundles inspector/agent into one expression, served as the virtual module 'loopscope:agent'.
//
// The text is what the inspector sends to the target with Runtime.evaluate. It evaluates to the
// `install` function that inspector/agent/main.ts exports, and declares nothing globally.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const agentModule = 'loopscope:agent';
const root = fileURLToPath(new URL('..', import.meta.url));
const entry = fileURLToPath(new URL('../inspector/agent/main.ts', import.meta.url));

/**
 * @returns {Promise<{ source: string, inputs: string[] }>} the expression, and the files it was made of
 */
export async function bundleAgent() {
  const result = await build({
    entryPoints: [entry],
    absWorkingDir: root,
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    format: 'iife',
    globalName: 'agent',
    // Below es2022 private fields become WeakMaps: each probe then took half as long again, and left 0.4 kB behind in
    // the target's old space until its next full collection. Node 18 knows all of it.
    target: 'es2022',
    // Not 'node': an import of a built-in must fail to build, as the target may offer no `require`.
    platform: 'neutral',
    tsconfigRaw: { compilerOptions: { target: 'es2022' } },
    legalComments: 'none',
    charset: 'ascii',
    logLevel: 'silent',
  });
  const code = result.outputFiles[0]?.text.trim() ?? '';
  return {
    source: `(()=>{${code}\nreturn agent.install})()`,
    inputs: Object.keys(result.metafile.inputs).map((path) => `${root}/${path}`),
  };
}

/** @returns {import('esbuild').Plugin} */
export function agentForEsbuild() {
  return {
    name: agentModule,
    setup(bundle) {
      bundle.onResolve({ filter: /^loopscope:agent$/ }, () => ({
        path: agentModule,
        namespace: 'agent',
      }));
      bundle.onLoad({ filter: /.*/, namespace: 'agent' }, async () => {
        const { source, inputs } = await bundleAgent();
        return { contents: source, loader: 'text', watchFiles: inputs };
      });
    },
  };
}

/** @returns {import('vitest/config').Plugin} */
export function agentForVite() {
  // Vite's convention: an id that starts with NUL is nobody else's to resolve or to transform.
  const resolved = `\0${agentModule}`;
  return {
    name: agentModule,
    resolveId: (id) => (id === agentModule ? resolved : undefined),
    async load(id) {
      if (id !== resolved) return undefined;
      const { source, inputs } = await bundleAgent();
      for (const input of inputs) this.addWatchFile(input);
      return `export default ${JSON.stringify(source)};`;
    },
  };
}
