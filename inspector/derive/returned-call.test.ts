import { expect, it } from 'vitest';
import { isAtEntry, returnedCall } from './returned-call.ts';

/** `‹` is where the function begins, `›` where the target was met. */
function positions(marked: string) {
  const before = (text: string) => {
    const lines = text.split('\n');
    return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
  };
  const at = marked.indexOf('›');
  const start = before(marked.slice(0, marked.indexOf('‹')));
  return [
    marked.replace(/[‹›]/g, ''),
    start,
    before(marked.slice(0, at).replace('‹', '')),
  ] as const;
}
const of = (marked: string) => returnedCall(...positions(marked));

it.each([
  [
    'function load‹(body) {\n  const rows = JSON.parse(body)\n  ›send(rows)\n}',
    'JSON.parse',
    2,
    16,
  ],
  [
    'function load‹(body) { for (const row of JSON.parse(body)) › total += row }',
    'JSON.parse',
    1,
    41,
  ],
  ['const h = ‹(q, r) => { r.›end(JSON.stringify(state)) }', 'JSON.stringify', 1, 29],
  [
    'const h = ‹(q, r) => { const a = JSON.parse(q); const b = zlib.inflateSync(a); ›f(b) }',
    'inflateSync',
    1,
    63,
  ],
])('is the last one before the position, or in its arguments: %s', (text, name, line, column) => {
  expect(of(text)).toEqual({ name, within: null, line, column });
});

it.each([
  [
    'function load(body) {\n  return JSON.parse(body).length\n}\nconst h = ‹(q, r) => { r.›json({ rows: load(q) }) }',
    'load',
    2,
  ],
  [
    'const h = ‹(q, r) => { const n = load(q); ›r.json({ n }) }\nconst load = (body) => JSON.parse(body).length',
    'load',
    2,
  ],
  ['const load=e=>JSON.parse(e).length,h=‹(q,r)=>{r.›json(load(q))}', 'load', 1],
  [
    'class A {\n  copy() { return structuredClone(s) }\n}\nconst h = ‹(c) => { c.›body = { n: a.copy() } }',
    'copy',
    2,
  ],
  ['class A{#copy(){return JSON.parse(s)}h‹(c){let n=this.#copy();›c(n)}}', '#copy', 1],
])('is in a function that was called there: %s', (text, within, line) => {
  expect(of(text)).toMatchObject({ within, line });
});

it.each([
  ['const h = ‹(q, r) => { r.›end(String(q)) }'],
  ['const h = ‹(q, r) => { ›r.end(q); later(JSON.parse(q)) }'],
  [
    'function load(b) { return 1 }\nfunction other() { JSON.parse("") }\nconst h = ‹(q, r) => { load(q); ›r.end() }',
  ],
  [
    'function a(b) { return JSON.parse(b) }\n{ function a(b) { return b } }\nconst h = ‹(q, r) => { a(q); ›r.end() }',
  ],
  ['const h = ‹(q, r) => { own.JSON.parse(q); ›r.end() }'],
  ['const h = ‹(q, r) => { r.›end(`${'],
])('is none: %s', (text) => expect(of(text)).toBeNull());

it('knows where a function has done nothing yet', () => {
  const entry = (marked: string) => isAtEntry(...positions(marked));
  expect(entry('function f‹(a) {\n  const b = ›a.length\n}')).toBe(true);
  expect(entry('const f = ‹(a) => ›a.length')).toBe(true);
  expect(entry('const f = ‹›(a) => a.length')).toBe(true);
  expect(entry('function f‹(a) { g(a); ›h(a) }')).toBe(false);
  expect(entry('function f‹(a) { let b = 1; while (›b < a) b++ }')).toBe(false);
});
