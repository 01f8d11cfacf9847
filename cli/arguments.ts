/** From the words of the command line to what is wanted. Throws `UserError('usage')` with the way out. */
import { parseArgs } from 'node:util';
import type { ForestOrder } from '../inspector/derive/await-forest.ts';
import type { PathMapping } from '../inspector/source-maps/path-mapping.ts';
import type { Severity } from '../protocol/finding.ts';
import {
  isOn,
  milliseconds,
  number,
  oneOf,
  pathMappings,
  usage,
  type Values,
} from './option-values.ts';
import * as spec from './options.ts';
import { suggest } from './suggest.ts';

export interface PsRequest {
  readonly command: 'ps';
  readonly json: boolean;
  readonly all: boolean;
  readonly noColor: boolean;
}

/** What it takes to attach. */
export interface AttachRequest {
  readonly target: string;
  readonly timeoutMs: number;
  readonly allowRemote: boolean;
  readonly pathMapping: readonly PathMapping[];
  readonly verbose: boolean;
}

/** What `dump` and `watch` have in common. */
interface InspectRequest extends AttachRequest {
  readonly json: boolean;
  readonly maxPauseMs: number;
  readonly failOn: Severity | null;
  readonly stuckAfterMs: number;
  readonly noColor: boolean;
}

export interface DumpRequest extends InspectRequest {
  readonly command: 'dump';
  readonly order: ForestOrder;
  readonly showInternal: boolean;
}

export interface WatchRequest extends InspectRequest {
  readonly command: 'watch';
  /** `null`: until it is stopped or the target ends. */
  readonly durationMs: number | null;
  readonly blockMs: number;
  readonly budgetPercent: number;
}

export type Request =
  | PsRequest
  | DumpRequest
  | WatchRequest
  | { readonly command: 'help'; readonly topic: spec.CommandName | null }
  | { readonly command: 'version' };

const names = spec.commands.map(({ name }) => name);
const allOptions = [...spec.commands.flatMap(({ options }) => options), spec.help, spec.version];

export function parseArguments(words: readonly string[]): Request {
  const { values, positionals } = parseWords(words);
  const [word, ...rest] = positionals;
  if (values['version']) return { command: 'version' };
  if (word === undefined || word === 'help') {
    return { command: 'help', topic: rest[0] === undefined ? null : commandNamed(rest[0]) };
  }
  const command = commandNamed(word);
  if (values['help']) return { command: 'help', topic: command };
  rejectForeignOptions(command, values);
  switch (command) {
    case 'ps':
      return psRequest(values, rest);
    case 'dump':
      return dumpRequest(values, rest);
    case 'watch':
      return watchRequest(values, rest);
  }
}

function parseWords(words: readonly string[]) {
  // Options may stand before the command, so all of them are known to the parser at once.
  const options = Object.fromEntries(
    allOptions.map(({ name, short, value, multiple = false }) => {
      const type = value ? ('string' as const) : ('boolean' as const);
      return [name, { type, multiple, ...(short ? { short } : {}) }];
    }),
  );
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true });
  } catch (error) {
    throw usage(plainMessage(error as Error, words));
  }
}

/** Node's messages are for programmers: say it shorter, and with a suggestion. */
function plainMessage({ message }: Error, words: readonly string[]): string {
  const unknown = /^Unknown option '(-{1,2})([^']*)'/.exec(message);
  if (unknown) {
    const [, dashes, name = ''] = unknown;
    const meant = suggest(name, [...new Set(allOptions.map((option) => option.name))]);
    const hint = meant ? `did you mean --${meant}?` : 'see loopscope --help';
    return `unknown option ${dashes}${name}: ${hint}`;
  }
  const known = allOptions.find(({ name }) => new RegExp(`'(-\\w, )?--${name}\\b`).test(message));
  if (known?.value && !words.includes(`--${known.name}=`)) {
    return `--${known.name} needs a value: --${known.name} <${known.value}>`;
  }
  return known ? `--${known.name} takes no value` : (message.split('. ')[0] ?? message);
}

function commandNamed(word: string): spec.CommandName {
  const name = names.find((candidate) => candidate === word);
  if (name) return name;
  if (/^\d+$|^wss?:|:\d+$/.test(word))
    throw usage(`to look into ${word}, run: loopscope dump ${word}`);
  const meant = suggest(word, names);
  throw usage(
    `unknown command ${word}: ${meant ? `did you mean ${meant}?` : `there are ${names.slice(0, -1).join(', ')} and ${names.at(-1)}; see loopscope --help`}`,
  );
}

function rejectForeignOptions(command: spec.CommandName, values: Values): void {
  const known = spec.commands.find(({ name }) => name === command)?.options ?? [];
  const foreign = Object.keys(values).find((name) => known.every((option) => option.name !== name));
  if (foreign) throw usage(`${command} has no option --${foreign}: see loopscope help ${command}`);
}

function psRequest(values: Values, rest: readonly string[]): PsRequest {
  if (rest.length > 0) throw usage('ps takes no arguments: see loopscope help ps');
  return {
    command: 'ps',
    json: isOn(values, 'json'),
    all: isOn(values, 'all'),
    noColor: isOn(values, 'no-color'),
  };
}

function dumpRequest(values: Values, rest: readonly string[]): DumpRequest {
  return {
    command: 'dump',
    ...inspectRequest('dump', values, rest),
    order: oneOf<ForestOrder>(values, 'by', ['outermost', 'innermost']) ?? 'outermost',
    showInternal: isOn(values, 'internal'),
  };
}

function watchRequest(values: Values, rest: readonly string[]): WatchRequest {
  return {
    command: 'watch',
    ...inspectRequest('watch', values, rest),
    durationMs: 'duration' in values ? milliseconds(values, 'duration', 60) : null,
    blockMs: number(values, 'block', spec.defaultBlockMilliseconds, 'milliseconds'),
    budgetPercent: number(values, 'budget', spec.defaultBudgetPercent, 'percent'),
  };
}

function inspectRequest(
  command: 'dump' | 'watch',
  values: Values,
  rest: readonly string[],
): InspectRequest {
  const [target, ...more] = rest;
  if (target === undefined) {
    throw usage(
      `${command} needs a target: a pid, host:port or ws:// address; loopscope ps lists processes`,
    );
  }
  if (more.length > 0) throw usage(`${command} takes one target: run it once for each process`);
  return {
    target,
    json: isOn(values, 'json'),
    maxPauseMs: milliseconds(values, 'max-pause', spec.defaultMaxPauseSeconds),
    failOn: oneOf<Severity>(values, 'fail-on', ['error', 'warning', 'info']),
    timeoutMs: milliseconds(values, 'timeout', spec.defaultTimeoutSeconds),
    stuckAfterMs: milliseconds(values, 'stuck-after', spec.defaultStuckAfterSeconds),
    allowRemote: isOn(values, 'allow-remote'),
    pathMapping: pathMappings(values, 'path-map'),
    verbose: isOn(values, 'verbose'),
    noColor: isOn(values, 'no-color'),
  };
}
