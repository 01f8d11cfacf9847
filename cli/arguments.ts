/** From the words of the command line to what is wanted. Throws `UserError('usage')` with the way out. */
import { parseArgs } from 'node:util';
import type { ForestOrder } from '../inspector/derive/await-forest.ts';
import type { PathMapping } from '../inspector/source-maps/path-mapping.ts';
import type { Severity } from '../protocol/finding.ts';
import {
  httpUrl,
  isOn,
  milliseconds,
  number,
  oneOf,
  pathMappings,
  port,
  textOf,
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

/** What all commands that attach have in common. */
interface InspectRequest extends AttachRequest {
  readonly json: boolean;
  readonly maxPauseMs: number;
  readonly stuckAfterMs: number;
  readonly noColor: boolean;
}

export interface DumpRequest extends InspectRequest {
  readonly command: 'dump';
  readonly failOn: Severity | null;
  readonly order: ForestOrder;
  readonly showInternal: boolean;
}

/** What those that stay have in common. */
interface StayRequest extends InspectRequest {
  readonly blockMs: number;
  readonly budgetPercent: number;
  /** Where metrics are sent; `null`: nowhere. */
  readonly otlp: URL | null;
  /** The port on which metrics are served; `null`: on none. */
  readonly prometheus: number | null;
}

export type LintFormat = 'text' | 'json' | 'sarif';

export interface LintRequest {
  readonly command: 'lint';
  /** As they were given; none is the current folder. */
  readonly paths: readonly string[];
  readonly format: LintFormat;
  readonly fix: boolean;
  /** A configuration file that was named. */
  readonly config: string | null;
  /** A git revision. */
  readonly changed: string | null;
  readonly cache: boolean;
  readonly cacheFolder: string;
  readonly verbose: boolean;
  readonly noColor: boolean;
}

export interface WatchRequest extends StayRequest {
  readonly command: 'watch';
  readonly failOn: Severity | null;
  /** `null`: until it is stopped or the target ends. */
  readonly durationMs: number | null;
}

export interface DashboardRequest extends StayRequest {
  readonly command: 'dashboard';
  /** 0: any that is free. */
  readonly port: number;
}

export type Request =
  | PsRequest
  | DumpRequest
  | WatchRequest
  | LintRequest
  | { readonly command: 'lsp' }
  | DashboardRequest
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
    case 'lint':
      return lintRequest(values, rest);
    case 'lsp':
      if (rest.length > 0) throw usage('lsp takes no arguments: see loopscope help lsp');
      return { command: 'lsp' };
    case 'dashboard':
      return dashboardRequest(values, rest);
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
    failOn: failOn(values),
    order: oneOf<ForestOrder>(values, 'by', ['outermost', 'innermost']) ?? 'outermost',
    showInternal: isOn(values, 'internal'),
  };
}

function watchRequest(values: Values, rest: readonly string[]): WatchRequest {
  return {
    command: 'watch',
    ...stayRequest('watch', values, rest),
    failOn: failOn(values),
    durationMs: 'duration' in values ? milliseconds(values, 'duration', 60) : null,
  };
}

function dashboardRequest(values: Values, rest: readonly string[]): DashboardRequest {
  return {
    command: 'dashboard',
    ...stayRequest('dashboard', values, rest),
    port: port(values, 'port', 0),
  };
}

function stayRequest(
  command: 'watch' | 'dashboard',
  values: Values,
  rest: readonly string[],
): StayRequest {
  return {
    ...inspectRequest(command, values, rest),
    blockMs: number(values, 'block', spec.defaultBlockMilliseconds, 'milliseconds'),
    budgetPercent: number(values, 'budget', spec.defaultBudgetPercent, 'percent'),
    otlp: httpUrl(values, 'otlp'),
    prometheus: port(values, 'prometheus', null),
  };
}

function lintRequest(values: Values, rest: readonly string[]): LintRequest {
  return {
    command: 'lint',
    paths: rest,
    format: oneOf<LintFormat>(values, 'format', ['text', 'json', 'sarif']) ?? 'text',
    fix: isOn(values, 'fix'),
    config: textOf(values, 'config') ?? null,
    changed: textOf(values, 'changed') ?? null,
    cache: isOn(values, 'cache') || textOf(values, 'cache-folder') !== undefined,
    cacheFolder: textOf(values, 'cache-folder') ?? spec.defaultCacheFolder,
    verbose: isOn(values, 'verbose'),
    noColor: isOn(values, 'no-color'),
  };
}

function failOn(values: Values): Severity | null {
  return oneOf<Severity>(values, 'fail-on', ['error', 'warning', 'info']);
}

function inspectRequest(
  command: 'dump' | 'watch' | 'dashboard',
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
    timeoutMs: milliseconds(values, 'timeout', spec.defaultTimeoutSeconds),
    stuckAfterMs: milliseconds(values, 'stuck-after', spec.defaultStuckAfterSeconds),
    allowRemote: isOn(values, 'allow-remote'),
    pathMapping: pathMappings(values, 'path-map'),
    verbose: isOn(values, 'verbose'),
    noColor: isOn(values, 'no-color'),
  };
}
