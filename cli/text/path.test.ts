import { expect, test } from 'vitest';
import { displayFolder, displayPath, truncatePath } from './path.ts';

const context = { cwd: '/home/ada/shop', home: '/home/ada' };

test.each([
  ['/home/ada/shop/src/bus.js', 'src/bus.js'],
  ['file:///home/ada/shop/src/a%20b.js', 'src/a b.js'],
  ['/home/ada/lib/pool.js', '../lib/pool.js'],
  ['/home/ada/shopping/x.js', '../shopping/x.js'],
  ['/usr/lib/x.js', '/usr/lib/x.js'],
  ['node:internal/timers', 'node:internal/timers'],
  ['webpack://shop/src/a.ts', 'webpack://shop/src/a.ts'],
  ['file:///%zz', '/%zz'],
])('%s is shown as %s', (file, expected) => {
  expect(displayPath(file, context)).toBe(expected);
});

test('without a cwd, or on Windows', () => {
  expect(displayPath('/home/ada/x.js', { cwd: null, home: '/home/ada' })).toBe('~/x.js');
  const windows = { cwd: 'C:\\shop', home: null };
  expect(displayPath('C:\\shop\\src\\bus.js', windows)).toBe('src\\bus.js');
  expect(displayPath('file:///C:/shop/bus.js', windows)).toBe('C:/shop/bus.js');
});

test('a folder', () => {
  expect(displayFolder('/home/ada', '/home/ada')).toBe('~');
  expect(displayFolder('/home/adam', '/home/ada')).toBe('/home/adam');
  expect(displayFolder('/', null)).toBe('/');
});

test('drops folders from the middle', () => {
  const path = 'src/services/orders/bus/request.js:18:3';
  expect(truncatePath(path, 39)).toBe(path);
  expect(truncatePath(path, 30)).toBe('src/…/bus/request.js:18:3');
  expect(truncatePath(path, 20)).toBe('…/request.js:18:3');
  expect(truncatePath(path, 10)).toBe('…t.js:18:3');
  expect(truncatePath('/usr/lib/node_modules/npm/cli.js', 20)).toBe('/usr/…/npm/cli.js');
});
