import { expect, it } from 'vitest';
import { inlineMap, mappingUrl } from './mapping-comment.ts';

it.each([
  ['run()\n//# sourceMappingURL=a.map', 'a.map'],
  ['run()\n//# sourceMappingURL=a.map\n\n', 'a.map'],
  ['run()\r\n//# sourceMappingURL=a.map\r\n', 'a.map'],
  ['run();//# sourceMappingURL=a.map', 'a.map'],
  ['//@ sourceMappingURL=a.map', 'a.map'],
  ['/*# sourceMappingURL=a.map */', 'a.map'],
  ['//# sourceMappingURL=a.map\n/* eslint-enable */\n//# sourceURL=b\n// bye', 'a.map'],
  ['//# sourceMappingURL=a.map\n//# sourceMappingURL=b.map', 'b.map'],
  ['//# sourceMappingURL=a.map\nrun()\n//# sourceMappingURL=b.map', 'b.map'],
  [
    '  //#  sourceMappingURL=data:application/json,{"a":\'b\'}',
    'data:application/json,{"a":\'b\'}',
  ],
  ['const s = "//# sourceMappingURL=x.map";\n//# sourceMappingURL=a.map', 'a.map'],
  ['//# sourceMappingURL=a%20b.map?v=1', 'a%20b.map?v=1'],
])('finds the comment at the end of %j', (script, url) => {
  expect(mappingUrl(script)).toBe(url);
});

it.each([
  '',
  'run()',
  '//# sourceMappingURL=',
  '//# sourceMappingURL=a.map\nrun()',
  '//# sourceMappingURL=a.map\nrun() //# sourceURL=b',
  '//# sourceMappingURL=a.map\n/* then */ run()',
  '/*# sourceMappingURL=a.map */ run()',
  '//# sourceMappingURL=a.map\n"use strict"; // end',
  'const s = "//# sourceMappingURL=a.map"',
  'const s = "//# sourceMappingURL=a.map";',
  'emit(`\n//# sourceMappingURL=a.map`);',
  'emit(`\n//# sourceMappingURL=${url}\n`);',
  'const s = "//# sourceMappingURL=" + file',
  '// see sourceMappingURL=a.map',
  '//# sourceMappingURL=a.map b.map',
  `//# sourceMappingURL=a.map\n${'// licence\n'.repeat(30)}`,
])('is not fooled by %j', (script) => {
  expect(mappingUrl(script)).toBeNull();
});

it('finds the comment behind one line of many megabytes at once', () => {
  const script = `${'a("b");//'.repeat(1e6)}\n//# sourceMappingURL=data:application/json;base64,${'A'.repeat(5e6)}`;
  const start = performance.now();
  expect(mappingUrl(script)).toHaveLength(5e6 + 29);
  expect(mappingUrl('x;//#'.repeat(1e6))).toBeNull();
  expect(mappingUrl('\n'.repeat(5e6))).toBeNull();
  expect(mappingUrl(`//# sourceMappingURL=${' '.repeat(5e6)}b`)).toBeNull();
  expect(performance.now() - start).toBeLessThan(2_000);
});

it('decodes data URLs', () => {
  const base64 = Buffer.from('{"ü":1}').toString('base64');
  expect(inlineMap(`data:application/json;charset=utf-8;base64,${base64}`)).toBe('{"ü":1}');
  expect(inlineMap('data:application/json,%7B%22%C3%BC%22%3A1%7D')).toBe('{"ü":1}');
  expect(inlineMap('data:application/json,%')).toBeNull();
  expect(inlineMap('data:')).toBeNull();
  expect(inlineMap('https://example.com/,')).toBeNull();
});
