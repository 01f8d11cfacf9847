import { expect, test } from 'vitest';
import { type FileRole, fileRole } from './file-role.ts';

test.each<[string, FileRole]>([
  ['built/server.js', 'generated'],
  ['packages/api/built/server.js', 'generated'],
  ['es-dist/server.js', 'generated'],
  ['public/app.min.js', 'generated'],
  ['generated/client.ts', 'generated'],
  ['src/built-in.ts', 'service'],
  ['src/rebuilt/server.ts', 'service'],
  ['widgets/assets/index-DK8F8Wpt.js', 'generated'],
  ['src/assets/index.js', 'service'],
  ['src/about.ts', 'service'],
  ['src/distance.ts', 'service'],
  ['src/server.test.ts', 'test'],
  ['vitest.config.ts', 'build'],
  ['scripts/seed.ts', 'script'],
  ['npm-scripts.mjs', 'script'],
  ['example.js', 'script'],
  ['examples/headers.js', 'script'],
  ['lib/cli/cli.js', 'script'],
  ['src/client.ts', 'service'],
  ['src/browser/client.ts', 'browser'],
  ['src/frontend/form.tsx', 'browser'],
  ['integration-test/blink.js', 'test'],
  ['src/helpers.test/pools.ts', 'test'],
  ['src/latest/blink.js', 'service'],
  ['src/transcript.ts', 'service'],
  ['src/inscripts/server.ts', 'service'],
])('%s is %s', (path, role) => {
  expect(fileRole(path, false)).toBe(role);
});

test('a first line for the shell makes a script, but not of what was generated', () => {
  expect(fileRole('src/cli.ts', true)).toBe('script');
  expect(fileRole('dist/cli.js', true)).toBe('generated');
});
