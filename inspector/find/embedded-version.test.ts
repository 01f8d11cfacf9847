import { expect, test } from 'vitest';
import { embeddedVersion, versionIn } from './embedded-version.ts';

test.each([
  ['..https://nodejs.org/download/release/v20.20.2/node-v20.20.2.tar.gz', '20.20.2'],
  [
    'https://nodejs.org/download/release/v%s/..https://nodejs.org/download/release/v18.1.0/',
    '18.1.0',
  ],
  ['https://nodejs.org/download/release/v20.2', null],
  ['', null],
])('in %s', (text, version) => {
  expect(versionIn(Buffer.from(text))).toBe(version);
});

test('of a file that is none', async () => {
  expect(await embeddedVersion('package.json')).toBeNull();
  expect(await embeddedVersion('/does/not/exist')).toBeNull();
});
