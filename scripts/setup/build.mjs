// Step: builds dist/ when a source changed.
import { root } from './root.mjs';
import { bundled, sourceHash } from './source-hash.mjs';
import { once, SetupError } from './step.mjs';

export async function run() {
  await once({
    what: 'building',
    stamp: `${root}/dist/.stamp`,
    key: sourceHash(bundled),
    work: async () => {
      // Imported late: esbuild is there only once the dependencies are installed.
      const { buildAll } = await import('../build.mjs');
      await buildAll().catch(() => {
        throw new SetupError('the build failed; mend the errors above.');
      });
    },
  });
}
