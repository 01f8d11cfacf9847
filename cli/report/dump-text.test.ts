import { describe, expect, test } from 'vitest';
import type { DumpReport } from '../../protocol/dump.ts';
import { lineWidth } from '../text/line.ts';
import { paint } from '../text/paint.ts';
import { type DumpTextOptions, dumpLines } from './dump-text.ts';
import { frame, group, reportOf, sampleReport } from './sample-report.ts';

const defaults: DumpTextOptions = {
  columns: 100,
  home: '/home/ada',
  order: 'outermost',
  showInternal: false,
  verbose: false,
};

const textOf = (report: DumpReport, options: Partial<DumpTextOptions> = {}) =>
  `\n${paint(dumpLines(report, { ...defaults, ...options }), false).join('\n')}\n`;

/** Only what stands between the heading of the forest and the summary. */
const forestOf = (report: DumpReport, options: Partial<DumpTextOptions> = {}) =>
  textOf(report, options)
    .replace(/^[^]*?Pending[^\n]*\n/, '')
    .replace(/\nPromises [^]*$/, '');

test('a whole dump at 100 columns', () => {
  expect(textOf(sampleReport)).toMatchInlineSnapshot(`
    "
    src/main.js --port 80
    pid 4711 · Node 20.20.2 · up 2 min 13 s · in /srv/shop

    Event loop  busy 2.1 % · late by 0.1 ms typically · 1.2 ms p99 · 3.4 ms at most
    Findings    1 error

      ✖ Deadlock: takePayment → reserveStock → takePayment wait for each other.
        src/fulfil.js:24:23 · await-cycle · proven
        → Break the cycle: let one side finish without the other.

    Pending     about 5,016 tasks · 4 await stacks, outermost first · ◆ the await

    tasks     age
        1  > 12 s  ╭▸ takePayment                             src/fulfil.js:31:5
                   │  awaits reserveStock                     src/fulfil.js:24:23
                   ╰─ awaits takePayment again ↻

    5,003    15 s  handleRequest                              src/service.js:18:24
                   │ dispatch                                 src/service.js:10:16
    5,000    15 s  ├─ PriceDesk.quote                         src/prices/desk.js:18:19
                   │  ◆ PriceDesk.#ask stuck                  src/prices/desk.js:24:12
                   │    waits for new Promise((resolve, reject) => { waiting.set(id, resolve); })
        3          └─ nextUpdate                              src/updates.js:9:21
                      │ … 1 internal frame
                      ◆ once                                  node:events:980:10
                        waits for once(orders, "placed")

      ~12          stockEverywhere · Promise.all, 12 members  src/catalog.js:25:10
                   ◆ stockAt                                  src/catalog.js:20:3

    Promises    1,204 pending · 1,200 followed to who awaits them
                31 that no async function is seen to await · 4 skipped (1 without a stack, 3 too deep)
    Cost        63 ms to attach · paused 52 ms (48 ms expected for 12 MB of heap)
                then at most 3.1 ms at a time · 1.9 s in all
    "
  `);
});

test('a narrow terminal', () => {
  expect(textOf(sampleReport, { columns: 60 })).toMatchInlineSnapshot(`
    "
    src/main.js --port 80
    pid 4711 · Node 20.20.2 · up 2 min 13 s · in /srv/shop

    Event loop  busy 2.1 % · late by 0.1 ms typically
                1.2 ms p99 · 3.4 ms at most
    Findings    1 error

      ✖ Deadlock: takePayment → reserveStock → takePayment wait
        for each other.
        src/fulfil.js:24:23 · await-cycle · proven
        → Break the cycle: let one side finish without the
          other.

    Pending     about 5,016 tasks
                4 await stacks, outermost first · ◆ the await

    tasks     age
        1  > 12 s  ╭▸ takePayment            src/fulfil.js:31:5
                   │  awaits reserveStock    src/fulfil.js:24:23
                   ╰─ awaits takePayment again ↻

    5,003    15 s  handleRequest             …/service.js:18:24
                   │ dispatch                …/service.js:10:16
    5,000    15 s  ├─ PriceDesk.quote        src/…/desk.js:18:19
                   │  ◆ PriceDesk.#ask stu…  src/…/desk.js:24:12
                   │    waits for new Promise((resolve, reject)…
        3          └─ nextUpdate             src/updates.js:9:21
                      │ … 1 internal frame
                      ◆ once                 node:events:980:10
                        waits for once(orders, "placed")

      ~12          stockEverywhere · Promi…  …/catalog.js:25:10
                   ◆ stockAt                 src/catalog.js:20:3

    Promises    1,204 pending
                1,200 followed to who awaits them
                31 that no async function is seen to await
                4 skipped (1 without a stack, 3 too deep)
    Cost        63 ms to attach
                paused 52 ms (48 ms expected for 12 MB of heap)
                then at most 3.1 ms at a time · 1.9 s in all
    "
  `);
});

test('grouped by the innermost await', () => {
  expect(forestOf(sampleReport, { order: 'innermost' })).toMatchInlineSnapshot(`
    "
    tasks     age
        1  > 12 s  ╭▸ takePayment                               src/fulfil.js:31:5
                   │  awaits reserveStock                       src/fulfil.js:24:23
                   ╰─ awaits takePayment again ↻

    5,000    15 s  ◆ PriceDesk.#ask stuck                       src/prices/desk.js:24:12
                     waits for new Promise((resolve, reject) => { waiting.set(id, resolve); })
                   │ PriceDesk.quote                            src/prices/desk.js:18:19
                   │ dispatch                                   src/service.js:10:16
                   │ handleRequest                              src/service.js:18:24

        3          ◆ once                                       node:events:980:10
                     waits for once(orders, "placed")
                   │ … 1 internal frame
                   │ nextUpdate                                 src/updates.js:9:21
                   │ dispatch                                   src/service.js:10:16
                   │ handleRequest                              src/service.js:18:24

      ~12          ◆ stockAt                                    src/catalog.js:20:3
                   │ stockEverywhere · Promise.all, 12 members  src/catalog.js:25:10
    "
  `);
});

test('with internal frames', () => {
  expect(forestOf(sampleReport, { showInternal: true })).toContain('│ readPage');
});

test('no line is wider than the terminal, and a file gets everything', () => {
  for (const columns of [30, 40, 80, 140]) {
    for (const order of ['outermost', 'innermost'] as const) {
      const lines = dumpLines(sampleReport, { ...defaults, columns, order });
      expect(Math.max(...lines.map(lineWidth))).toBeLessThanOrEqual(columns);
    }
  }
  expect(textOf(sampleReport, { columns: Number.POSITIVE_INFINITY })).not.toContain('…/');
});

describe('states', () => {
  test('nothing is pending', () => {
    expect(textOf(reportOf([]))).toContain('Pending     no async function waits for anything\n');
    expect(textOf(reportOf([]))).toContain('Findings    none\n');
  });

  test('the loop does not turn', () => {
    expect(textOf(reportOf([], { loop: null }))).toContain('did not turn while it was watched');
  });

  test('left-out contexts, and reasons that are zero', () => {
    const promises = { ...sampleReport.promises, contextsSkipped: 2 };
    const skippedBecause = { failed: 0, tooDeep: 4, tooManyShapes: 0 };
    const text = textOf(reportOf([], { promises: { ...promises, skippedBecause } }));
    expect(text).toContain('4 skipped (4 too deep)');
    expect(text).toContain('2 vm contexts left out');
  });
});

describe('stacks', () => {
  test('some tasks end where others go on', () => {
    const outer = frame('serve src/a.js:1:1');
    const tasks = [
      group([outer], { count: 2, waitsFor: 'next()' }),
      group([frame('read src/a.js:9:9'), outer], { count: 1 }),
    ];
    expect(forestOf(reportOf(tasks))).toMatchInlineSnapshot(`
      "
      tasks
          3  serve     src/a.js:1:1
          1  ├─◆ read  src/a.js:9:9
          2  └─◆ waits here for next()
      "
    `);
    expect(forestOf(reportOf(tasks), { order: 'innermost' })).toMatchInlineSnapshot(`
      "
      tasks
          2  ◆ serve  src/a.js:1:1
               waits for next()

          1  ◆ read   src/a.js:9:9
             │ serve  src/a.js:1:1
      "
    `);
  });

  test('a recursion folds, a deep stack is shortened, a cut one says so', () => {
    const walk = Array.from({ length: 57 }, () => frame('walk src/a.js:5:5'));
    expect(
      forestOf(reportOf([group([...walk, frame('main src/a.js:1:1')])])),
    ).toMatchInlineSnapshot(`
      "
      tasks
          1  main                src/a.js:1:1
             ◆ walk × 57 frames  src/a.js:5:5
      "
    `);
    const deep = Array.from({ length: 100 }, (_, i) => frame(`f${i} src/a.js:${i + 1}:1`));
    const text = forestOf(reportOf([group(deep, { truncated: true })]));
    expect(text).toContain('… 60 more frames');
    expect(text).toContain('the stack goes on further out than was collected');
    expect(text.split('\n')).toHaveLength(45);
  });

  test('combinators: nested, and awaited by nobody', () => {
    const tasks = [
      group([
        frame('load src/a.js:1:1', {
          combinator: { kind: 'any', index: 3 },
          outerCombinators: [{ kind: 'all', index: null, members: 5000 }],
        }),
      ]),
      group([
        frame('fetchOne src/b.js:2:2'),
        frame('Promise.all', { combinator: { kind: 'all', index: 0 } }),
      ]),
      group([frame('first src/c.js:3:3', { combinator: { kind: 'race', index: null } })]),
    ];
    expect(forestOf(reportOf(tasks))).toMatchInlineSnapshot(`
      "
      tasks
          1  ◆ load · Promise.all, 5,000 members › Promise.any…   src/a.js:1:1

          1  Promise.all #0
             ◆ fetchOne                                           src/b.js:2:2

          1  ◆ first · Promise.race                               src/c.js:3:3
      "
    `);
  });
});

test('hostile text stays on its line and is not obeyed', () => {
  const name = `\x1b[31mevil\u202e\n${'x'.repeat(1_000_000)}`;
  const hostile = group([{ ...frame('f src/a.js:1:1'), function: name, file: name }], {
    waitsFor: name,
  });
  const base = reportOf([hostile, group([frame('g src/a.js:2:2')])]);
  const report = { ...base, target: { ...base.target, cwd: name, title: name, node: name } };
  const text = textOf(report);
  expect(text).not.toMatch(/(?!\n)\p{Cc}|\u202e/u);
  expect(text).toContain('\\x1b[31mevil\\u{202e}\\n');
  expect(text.split('\n').every((line) => line.length <= 100)).toBe(true);
  expect(textOf(report, { columns: Number.POSITIVE_INFINITY }).length).toBeLessThan(20_000);
});
