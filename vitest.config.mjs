// The test projects, from quick to slow. `npx vitest run --project unit` runs one of them.
import { defineConfig } from 'vitest/config';
import { agentForVite } from './scripts/agent-bundle.mjs';

const freshBuild = './scripts/fresh-build.mjs';
/**
 * Real processes on a shared CI machine are sometimes starved of CPU for seconds, which some of these tests measure.
 * What fails for another reason fails three times. At a desk nothing is tried again.
 */
const retry = process.env['CI'] ? 2 : 0;

const shipped = '{protocol,inspector,server,extension,webview,cli,bench}';

/**
 * @param {string} name
 * @param {number} order groups run one after the other, so that slow tests do not disturb timings
 * @param {import('vitest/config').TestUserConfig} options
 */
const project = (name, order, options) => ({
  extends: /** @type {const} */ (true),
  test: { name, sequence: { groupOrder: order }, ...options },
});

export default defineConfig({
  plugins: [agentForVite()],
  test: {
    passWithNoTests: true,
    reporters: ['default', './scripts/closing-line.mjs'],
    projects: [
      project('unit', 0, {
        include: [`${shipped}/**/*.test.ts`, 'scripts/**/*.test.ts'],
        // Fixes of rules are type-checked.
        testTimeout: 30_000,
      }),
      project('contract', 1, {
        include: ['test/contract/**/*.test.ts'],
        globalSetup: freshBuild,
        testTimeout: 60_000,
      }),
      // Real Node processes: two at a time is what a small CI machine carries.
      project('integration', 2, {
        include: ['test/integration/**/*.test.ts'],
        globalSetup: freshBuild,
        retry,
        maxWorkers: 2,
        testTimeout: 60_000,
        hookTimeout: 60_000,
      }),
      // A real browser on real processes.
      project('webview', 3, {
        include: ['test/webview/**/*.test.ts'],
        globalSetup: freshBuild,
        retry,
        maxWorkers: 1,
        testTimeout: 60_000,
        hookTimeout: 60_000,
      }),
      // A real VS Code with a browser takes both cores.
      project('vscode', 4, {
        include: ['test/vscode/**/*.test.ts', 'test/support/**/*.test.ts'],
        globalSetup: freshBuild,
        retry,
        maxWorkers: 1,
        testTimeout: 180_000,
        hookTimeout: 180_000,
      }),
    ],
  },
});
