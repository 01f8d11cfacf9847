import { expect, test } from 'vitest';
import { parseArguments } from './arguments.ts';

const parse = (line: string) => parseArguments(line.split(' ').filter(Boolean));

test('dump has defaults', () => {
  expect(parse('dump 4711')).toEqual({
    command: 'dump',
    target: '4711',
    json: false,
    maxPauseMs: 5000,
    failOn: null,
    timeoutMs: 10_000,
    stuckAfterMs: 10_000,
    order: 'outermost',
    showInternal: false,
    allowRemote: false,
    pathMapping: [],
    verbose: false,
    noColor: false,
  });
});

test('options may stand anywhere', () => {
  const line = '--json dump --max-pause 0.5 --fail-on=warning host:9229 --by innermost --no-color';
  expect(parse(line)).toMatchObject({
    target: 'host:9229',
    json: true,
    maxPauseMs: 500,
    failOn: 'warning',
    order: 'innermost',
    noColor: true,
  });
  expect(parse('ps -a')).toEqual({ command: 'ps', json: false, all: true, noColor: false });
});

test('lint takes any number of paths', () => {
  const defaults = {
    command: 'lint',
    format: 'text',
    fix: false,
    config: null,
    changed: null,
    cache: false,
    cacheFolder: 'node_modules/.cache/loopscope',
    verbose: false,
    noColor: false,
  };
  expect(parse('lint')).toEqual({ ...defaults, paths: [] });
  expect(parse('lint src test/a.js --fix --format json')).toEqual({
    ...defaults,
    paths: ['src', 'test/a.js'],
    fix: true,
    format: 'json',
  });
  expect(() => parse('lint --format xml')).toThrow('--format is one of text, json, sarif, not xml');
});

test('dashboard takes any port that is free, unless one is named', () => {
  expect(parse('dashboard 4711')).toMatchObject({ command: 'dashboard', port: 0, blockMs: 100 });
  expect(parse('dashboard 4711 --port 7000 --json')).toMatchObject({ port: 7000, json: true });
});

test('watch has defaults, and goes on until it is stopped', () => {
  expect(parse('watch 4711')).toEqual({
    command: 'watch',
    target: '4711',
    json: false,
    durationMs: null,
    blockMs: 100,
    budgetPercent: 2,
    otlp: null,
    prometheus: null,
    maxPauseMs: 5000,
    failOn: null,
    timeoutMs: 10_000,
    stuckAfterMs: 10_000,
    allowRemote: false,
    pathMapping: [],
    verbose: false,
    noColor: false,
  });
  const line = 'watch 4711 --duration 1.5 --block 50 --budget 0.5 --fail-on warning --json';
  expect(parse(line)).toMatchObject({
    durationMs: 1500,
    blockMs: 50,
    budgetPercent: 0.5,
    failOn: 'warning',
    json: true,
  });
  expect(parse('watch 1 --otlp http://127.0.0.1:4318 --prometheus 0')).toMatchObject({
    otlp: new URL('http://127.0.0.1:4318'),
    prometheus: 0,
  });
});

test('paths of a container', () => {
  expect(parse('dump 1 --path-map /app=. --path-map /lib=/srv/lib')).toMatchObject({
    pathMapping: [
      { remote: '/app', local: '.' },
      { remote: '/lib', local: '/srv/lib' },
    ],
  });
});

test('help and version', () => {
  expect(parse('')).toEqual({ command: 'help', topic: null });
  expect(parse('--help')).toEqual({ command: 'help', topic: null });
  expect(parse('help dump')).toEqual({ command: 'help', topic: 'dump' });
  expect(parse('dump --help')).toEqual({ command: 'help', topic: 'dump' });
  expect(parse('--version')).toEqual({ command: 'version' });
});

test.each([
  ['dmup 1', 'unknown command dmup: did you mean dump?'],
  [
    'attach .',
    'unknown command attach: there are ps, dump, watch, dashboard, lint and lsp; see loopscope --help',
  ],
  ['4711', 'to look into 4711, run: loopscope dump 4711'],
  ['dump', 'dump needs a target: a pid, host:port or ws:// address; loopscope ps lists processes'],
  ['dump 1 2', 'dump takes one target: run it once for each process'],
  ['ps 1', 'ps takes no arguments: see loopscope help ps'],
  ['ps --max-pause 3', 'ps has no option --max-pause: see loopscope help ps'],
  ['dump 1 --jsn', 'unknown option --jsn: did you mean --json?'],
  ['dump 1 --frobnicate', 'unknown option --frobnicate: see loopscope --help'],
  ['dump 1 -x', 'unknown option -x: see loopscope --help'],
  ['dump 1 --max-pause', '--max-pause needs a value: --max-pause <seconds>'],
  ['dump 1 --json=yes', '--json takes no value'],
  ['dump 1 --fail-on fatal', '--fail-on is one of error, warning, info, not fatal'],
  ['dump 1 --path-map /app', '--path-map takes remote=local, such as --path-map /app=., not /app'],
  [
    'watch',
    'watch needs a target: a pid, host:port or ws:// address; loopscope ps lists processes',
  ],
  ['watch 1 2', 'watch takes one target: run it once for each process'],
  ['dashboard 1 --port 70000', '--port takes a number up to 65535, such as --port 7000, not 70000'],
  [
    'dashboard 1 --fail-on error',
    'dashboard has no option --fail-on: see loopscope help dashboard',
  ],
  ['watch 1 --by innermost', 'watch has no option --by: see loopscope help watch'],
  ['dump 1 --duration 3', 'dump has no option --duration: see loopscope help dump'],
  [
    'watch 1 --duration soon',
    '--duration takes seconds, such as --duration 60; this is no such number: soon',
  ],
  [
    'watch 1 --block 0',
    '--block takes milliseconds, such as --block 100; this is no such number: 0',
  ],
  ['watch 1 --budget=-1', '--budget takes percent, such as --budget 2; this is no such number: -1'],
  [
    'watch 1 --otlp collector:4318',
    '--otlp takes an address, such as --otlp http://127.0.0.1:4318, not collector:4318',
  ],
  [
    'watch 1 --prometheus 70000',
    '--prometheus takes a number up to 65535, such as --prometheus 7000, not 70000',
  ],
  ['dump 1 --by file', '--by is one of outermost, innermost, not file'],
  [
    'dump 1 --max-pause soon',
    '--max-pause takes seconds, such as --max-pause 5; this is no such number: soon',
  ],
  [
    'dump 1 --timeout=-3',
    '--timeout takes seconds, such as --timeout 10; this is no such number: -3',
  ],
])('%s: %s', (line, message) => {
  expect(() => parse(line)).toThrow(
    expect.objectContaining({ name: 'UserError', kind: 'usage', message }),
  );
});
