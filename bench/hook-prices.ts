/**
 * What Node's own means of watching cost: the prices by which the agent's governor decides. Each way runs in a process
 * of its own, in turn with the others; medians of the given number of runs.
 *
 * `npm run bench -- hook-prices <Node major> <runs>`
 */
import { execFileSync } from 'node:child_process';
import { type NodeMajor, nodeBinary } from '../test/support/node-versions.ts';
import { median, printTable } from './report.ts';

const major = Number(process.argv[2] ?? 20) as NodeMajor;
const runs = Number(process.argv[3] ?? 7);
const promises = 3_000_000;
const collections = 400;

/** Nanoseconds for each promise of a program that does nothing else. */
const promiseMill = (before: string): string => `
  const { promiseHooks } = require('node:v8');
  ${before}
  const step = async () => {};
  const turn = async (count) => { for (let i = 0; i < count; i++) await step(); };
  turn(200_000).then(async () => {
    const began = process.hrtime.bigint();
    await turn(${promises});
    console.log(Number(process.hrtime.bigint() - began) / ${promises});
  });`;

/** Microseconds for each of many small collections, with a turn of the loop in between as programs have. */
const garbageMill = (before: string): string => `
  const { PerformanceObserver } = require('node:perf_hooks');
  let seen = 0;
  ${before}
  let rounds = 0;
  const began = process.hrtime.bigint();
  const turn = () => {
    global.gc({ type: 'minor' });
    if (++rounds < ${collections}) return setImmediate(turn);
    console.log(Number(process.hrtime.bigint() - began) / 1e3 / ${collections});
  };
  turn();`;

const ways = {
  bare: promiseMill(''),
  'hook set once and taken off': promiseMill('promiseHooks.onInit(() => {})();'),
  'empty hook': promiseMill('promiseHooks.onInit(() => {});'),
  'collections, not observed': garbageMill(''),
  'collections, observed': garbageMill(
    "new PerformanceObserver((list) => { seen += list.getEntries().length; }).observe({ entryTypes: ['gc'] });",
  ),
};

const results = new Map<string, number[]>(Object.keys(ways).map((name) => [name, []]));
for (let run = 0; run < runs; run++)
  for (const [name, script] of Object.entries(ways)) {
    const printed = execFileSync(nodeBinary(major), ['--expose-gc', '--eval', script]);
    results.get(name)?.push(Number(printed));
  }

printTable(
  `Prices of hooks, Node ${major}, medians of ${runs}`,
  ['way', 'each'],
  [...results].map(([name, values]) => [
    name,
    `${median(values).toFixed(1)} ${name.startsWith('collections') ? 'µs' : 'ns'}`,
  ]),
);
