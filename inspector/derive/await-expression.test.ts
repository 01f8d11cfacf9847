import { describe, expect, it } from 'vitest';
import { type AwaitExpression, awaitExpressionAt } from './await-expression.ts';

/** The position is marked by `^`, which is taken out. */
function at(marked: string): AwaitExpression | null {
  const before = marked.slice(0, marked.indexOf('^')).split(/\r\n|[\n\r\u2028\u2029]/);
  return awaitExpressionAt(marked.replace('^', ''), before.length, before.at(-1)!.length + 1);
}

const short = (marked: string) => {
  const found = at(marked);
  return found && [found.kind, found.callee, found.text];
};

describe('awaitExpressionAt', () => {
  it.each([
    ['^await fetch(url);', 'call', 'fetch', 'fetch(url)'],
    [
      'const x = 1 + ^await this.pool.connect();',
      'call',
      'this.pool.connect',
      'this.pool.connect()',
    ],
    ['return ^await load?.(id) ?? 1', 'call', 'load', 'load?.(id)'],
    ['^await a?.b?.[0]?.run(1)', 'call', 'a?.b?.[…]?.run', 'a?.b?.[0]?.run(1)'],
    ['^await open(path).read()', 'call', 'open(…).read', 'open(path).read()'],
    ['^await ready', 'identifier', null, 'ready'],
    ['^await this.jobs[0] + 1', 'identifier', null, 'this.jobs[0]'],
    ['^await getState().ready', 'other', null, 'getState().ready'],
    ['^await new Client({ a: 1 })', 'new', 'Client', 'new Client({ a: 1 })'],
    ['^await new pg.Client', 'new', 'pg.Client', 'new pg.Client'],
    ['^await new Client().connect()', 'call', 'new Client().connect', 'new Client().connect()'],
    ['^await new (pick())(1)', 'new', 'pick()', 'new (pick())(1)'],
    ['^await import("./x.js")', 'call', 'import', 'import("./x.js")'],
    ['^await super.load(1)', 'call', 'super.load', 'super.load(1)'],
    ['^await this.#load()', 'call', 'this.#load', 'this.#load()'],
    ['^await sql`select ${`a${1}`}`', 'call', 'sql', 'sql`select ${`a${1}`}`'],
    ['^await (0, http_1.get)(url)', 'call', 'http_1.get', '(0, http_1.get)(url)'],
    ['^await (load(1))', 'call', 'load', 'load(1)'],
    [
      '^await (async () => { /[)}]/.test(x) })()',
      'call',
      null,
      '(async () => { /[)}]/.test(x) })()',
    ],
    ['^await (ok ? a() : b())', 'other', null, 'ok ? a() : b()'],
    ['^await await a()', 'other', null, 'await a()'],
    ['^await !a', 'other', null, '!a'],
    ['^await 5;', 'other', null, '5'],
    [
      '^await a(() => { if (x) /["(]/.test(y) })',
      'call',
      'a',
      'a(() => { if (x) /["(]/.test(y) })',
    ],
    [
      '^await a(() => { return /["(]/ }, b / 2, c / 3)',
      'call',
      'a',
      'a(() => { return /["(]/ }, b / 2, c / 3)',
    ],
    ['^await a(/[/"(]/, x.return / 2, "/")', 'call', 'a', 'a(/[/"(]/, x.return / 2, "/")'],
    ['^await a\nb()', 'identifier', null, 'a'],
    ['^await a\n(b)', 'call', 'a', 'a (b)'],
    ['if (^await a) /b/.test(c)', 'identifier', null, 'a'],
    ['^await a /b/ c', 'identifier', null, 'a'],
    ['x = { y: ^await a, b() {} }', 'identifier', null, 'a'],
    ['`${^await a}`', 'identifier', null, 'a'],
    ['await/**/^await  /* why */ a( // no\n "/*" )', 'call', 'a', 'a( "/*" )'],
    ['async () => ^await a', 'identifier', null, 'a'],
  ])('JavaScript: %s', (source, kind, callee, text) => {
    expect(short(source)).toEqual([kind, callee, text]);
  });

  it.each([
    ['^await load<User>(id)', 'call', 'load', 'load<User>(id)'],
    [
      '^await this.db!.find<Map<string, () => void>>(id)!',
      'call',
      'this.db.find',
      'this.db!.find<Map<string, () => void>>(id)!',
    ],
    ['^await (load(id) as Promise<User>)', 'call', 'load', 'load(id)'],
    ['^await load(id) as User', 'call', 'load', 'load(id)'],
    ['^await (x satisfies Y)', 'identifier', null, 'x'],
    ['a = ^await b < c', 'identifier', null, 'b'],
    ['^await new Map<string, Foo>(a)', 'new', 'Map', 'new Map<string, Foo>(a)'],
  ])('TypeScript: %s', (source, kind, callee, text) => {
    expect(short(source)).toEqual([kind, callee, text]);
  });

  it.each([
    ['^await Promise.all([a(), b, c[1, 2]])', 'all', 3],
    ['^await Promise.all([a, , b,])', 'all', 3],
    ['^await Promise.all([])', 'all', 0],
    ['^await Promise.any([...list, a])', 'any', null],
    ['^await Promise.race(list)', 'race', null],
    ['^await Promise.race([a, b].map(f))', 'race', null],
    ['^await Promise.allSettled([async (x) => { a, b }, (c, d)] as const)', 'allSettled', 2],
    ['^await Promise.all([f<A, B>(x), a < b, c > (d), function (e, f) {}])', 'all', 3],
    ['^await Promise.all([load<A, B>(x), `,${[1, 2]}`, /[,\\]]/])', 'all', 3],
  ])('combinator: %s', (source, combinator, elements) => {
    expect(at(source)).toMatchObject({
      kind: 'combinator',
      callee: `Promise.${combinator}`,
      combinator,
      elements,
    });
  });

  it.each([
    ['^await fetch(u).then(f).catch(g)', 'call', 'fetch', ['then', 'catch']],
    ['^await ready\n  .then<User>(f)\n  ?.finally(g)', 'identifier', null, ['then', 'finally']],
    ['^await Promise.all([a]).then(f)', 'combinator', 'Promise.all', ['then']],
    ['^await new Client().then(f)', 'new', 'Client', ['then']],
    ['^await (fetch(u).then(f)).catch(g)', 'call', 'fetch', ['then', 'catch']],
    ['^await fetch(u).then(f).json()', 'call', 'fetch(…).then(…).json', []],
    ['^await then(f)', 'call', 'then', []],
    ['^await a.then', 'identifier', null, []],
  ])('chain: %s', (source, kind, callee, chain) => {
    expect(at(source)).toMatchObject({ kind, callee, chain });
  });

  it.each([
    ['for await (const ^x of lines(file)) {', 'for-await', 'lines(file)'],
    ['for await (const { a, b: [c] ^} of lines) {', 'for-await', 'lines'],
    ['for await (const [ a ^] of lines) {', 'for-await', 'lines'],
    ['for await (^{ a, b } of lines) {', 'for-await', 'lines'],
    ['for await (state.^line of lines) {', 'for-await', 'lines'],
    ['for await (state^[k + 1] of lines) {', 'for-await', 'lines'],
    ['for await ((^a) of lines) {', 'for-await', 'lines'],
    [
      'for /* a */ await(const\n ^x /* of */\n of lines.filter((l) => l)) {',
      'for-await',
      'lines.filter((l) => l)',
    ],
    ['const x = ^yield load(1) + 2;', 'yield', 'load(1) + 2'],
    ['(^yield a)', 'yield', 'a'],
    ['^yield* lines()', 'yield*', 'lines()'],
  ])('form: %s', (source, form, text) => {
    expect(at(source)).toMatchObject({ form, text });
  });

  it.each([
    '^for await (const x of lines) {',
    'for await (const x of lines) { ^break; }',
    'for await (const x of lines) { return x.^toString(); }',
    'for (const ^x of lines) {',
    'async function* g() { return ^load(1); }',
    '{ await using x = open(); ^run(); }',
    '^await using x = open();',
    '^yield;',
    '(^yield)',
    '^await',
    '^await ;',
    '^await "no end',
    '^await load(1',
    '^await load(1]',
    '^await load(`${`)',
    '^await load(/* )',
    '^awaiting(1)',
    'a.^await(1)',
    'reawait^await(1)',
    "^await <div>don't</div>",
    '^',
    '\n\n^',
  ])('is not sure: %s', (source) => {
    expect(at(source)).toBeNull();
  });

  it('takes any position, and any nesting', () => {
    for (const [line, column] of [
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 99],
      [99, 1],
      [-1, -1],
      [NaN, NaN],
      [1.5, 1.5],
      [Infinity, 1],
    ] as const) {
      expect(awaitExpressionAt('await\na', line, column)).toBeNull();
    }
    for (const open of [
      '(',
      '[',
      '{',
      'await ',
      '!',
      'new ',
      'a(',
      '`${',
      '(a,',
      '(x=>',
      '(a<',
      '(async () => { ',
    ]) {
      expect(at(`^await ${open.repeat(5_000)}`)).toBeNull();
    }
    expect(at(`^await ${'('.repeat(5_000)}a${')'.repeat(5_000)}`)).not.toBeUndefined();
  });

  it('counts lines as V8 does, and columns in UTF-16', () => {
    for (const end of ['\n', '\r\n', '\r', '\u2028', '\u2029']) {
      expect(at(`a;${end}${end}  "😀é"; ^await b`)?.text).toBe('b');
    }
  });

  it('folds white space and cuts', () => {
    expect(at('^await a\n   .b( 1,\n\t2 )')?.text).toBe('a.b( 1, 2 )');
    const long = at(`^await a(${'😀'.repeat(50)})`.replace('(', '("').replace(/\)$/, '")'))!.text;
    expect(long.length).toBeLessThanOrEqual(80);
    expect(long).toMatch(/^a\("😀+…$/u);
  });

  it('gives up in good time', () => {
    const started = performance.now();
    expect(at(`^await a(${'b('.repeat(1e6)}`)).toBeNull();
    expect(at(`^await a([${'[b(c<d, `${'.repeat(2e3)}`)).toBeNull();
    expect(at(`^await ${'(x '.repeat(6e3)}`)).toBeNull();
    expect(at(`^await ${'(a<'.repeat(9e3)}`)).not.toBeUndefined();
    expect(at(`^await ${'(('.repeat(4e3)}${'))'.repeat(4e3)}`)).not.toBeUndefined();
    expect(performance.now() - started).toBeLessThan(500);
  });
});
