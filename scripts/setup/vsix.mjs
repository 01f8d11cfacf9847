// Step: packages the extension when something that goes into it changed.
import { root } from './root.mjs';
import { packaged, sourceHash } from './source-hash.mjs';
import { once } from './step.mjs';

export async function run() {
  await once({
    what: 'packaging the extension',
    stamp: `${root}/dist/.vsix-stamp`,
    key: sourceHash(packaged),
    work: async () => {
      const { packageExtension } = await import('../package.mjs');
      await packageExtension();
    },
  });
}
