import { expect, test } from 'vitest';
import { positionText, shortPlace, vscodeLink } from './place.ts';

const at = (file: string) => ({ file, line: 18, column: 24 });

test('a place is relative to where the target runs', () => {
  expect(shortPlace(at('/srv/shop/src/orders.js'), '/srv/shop')).toBe('src/orders.js:18');
  expect(shortPlace(at('/srv/shop-two/src/orders.js'), '/srv/shop')).toBe('src/orders.js:18');
  expect(shortPlace(at('file:///srv/shop/a.js'), '/srv/shop')).toBe('a.js:18');
  expect(shortPlace(at('/srv/shop/node_modules/pg/lib/pool.js'), '/other')).toBe(
    'pg/lib/pool.js:18',
  );
  expect(shortPlace(at('node:events'), '/srv')).toBe('node:events:18');
  expect(shortPlace(at('C:\\shop\\src\\a.js'), 'C:\\shop')).toBe('src\\a.js:18');
  expect(shortPlace(at(''), null)).toBe('');
});

test('a position is as editors take it', () => {
  expect(positionText(at('/srv/a.js'))).toBe('/srv/a.js:18:24');
});

test('a link leads to a file of a disk, and to nothing else', () => {
  expect(vscodeLink(at('/srv/a b#c?.js'))).toBe('vscode://file/srv/a%20b%23c%3F.js:18:24');
  expect(vscodeLink(at('C:\\shop\\a.js'))).toBe('vscode://file/C:/shop/a.js:18:24');
  expect(vscodeLink(at('node:events'))).toBeNull();
  expect(vscodeLink(at('javascript:alert(1)'))).toBeNull();
  expect(vscodeLink(at('https://example.com/a.js'))).toBeNull();
});
