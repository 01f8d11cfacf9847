import { expect, test } from 'vitest';
import { usesWorkers } from './uses-workers.ts';

const files: Readonly<Record<string, string>> = {
  '/app/main.js': "import { serve } from './routes/serve.js';",
  '/app/routes/serve.js': "const { price } = require('../price-client');",
  '/app/price-client.js': "import { Worker } from 'node:worker_threads';",
  '/app/lonely.js': "import './lonely.js';\nexport const workers = [];",
};
const asked = (script: string) => usesWorkers(script, async (path) => files[path] ?? null);

test.each([
  ['/app/price-client.js', true],
  ['/app/routes/serve.js', true],
  ['/app/main.js', true],
  ['/app/lonely.js', false],
  ['/app/missing.js', false],
  ['evalmachine.<anonymous>', false],
])('%s: %s', async (script, expected) => {
  expect(await asked(script)).toBe(expected);
});
