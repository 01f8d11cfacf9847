/** What a Node command line and NODE_OPTIONS say: the script, and where an inspector is meant to listen. Pure. */
import { isAbsolute, join } from 'node:path';
import type { InspectorAddress } from '../../protocol/node-process.ts';

/** Options of Node that take the next argument as their value. Any other is complete, or has a `=`. */
const optionsWithValue = new Set([
  '-r',
  '--require',
  '--import',
  '--loader',
  '--experimental-loader',
  '-C',
  '--conditions',
  '--title',
  '--inspect-port',
  '--debug-port',
  '--input-type',
  '--icu-data-dir',
  '--openssl-config',
  '--diagnostic-dir',
  '--env-file',
  '--watch-path',
  '--max-http-header-size',
  '--unhandled-rejections',
  '--stack-trace-limit',
]);

const evaluates = new Set(['-e', '--eval', '-p', '--print', '-pe', '-i', '--interactive', '-']);

/** The program that Node runs, absolute when `cwd` is known; `null` for `-e`, standard input and the REPL. */
export function scriptOf(argv: readonly string[], cwd: string | null): string | null {
  const { options, rest } = readOptions(argv.slice(1));
  if (options.some(({ name }) => evaluates.has(name))) return null;
  return absolute(rest[0], cwd);
}

interface Option {
  /** With its dashes. */
  readonly name: string;
  readonly value: string | undefined;
}

/** The options that are meant for Node itself, and what stands behind them: the script and its arguments. */
function readOptions(words: readonly string[]): {
  readonly options: readonly Option[];
  readonly rest: readonly string[];
} {
  const options: Option[] = [];
  let index = 0;
  for (; words[index]?.startsWith('-'); index++) {
    const word = words[index] ?? '';
    if (word === '--') return { options, rest: words.slice(index + 1) };
    const option = splitOption(word);
    const takesNext = option.value === undefined && optionsWithValue.has(option.name);
    options.push(takesNext ? { ...option, value: words[++index] } : option);
    if (evaluates.has(option.name)) break;
  }
  return { options, rest: words.slice(index) };
}

function splitOption(word: string): Option {
  const equals = word.indexOf('=');
  const name = equals < 0 ? word : word.slice(0, equals);
  // Node takes an underscore for a dash in its options.
  const dashed = name.replaceAll(/(?<=\w)_/g, '-');
  return { name: dashed, value: equals < 0 ? undefined : word.slice(equals + 1) };
}

function absolute(script: string | undefined, cwd: string | null): string | null {
  if (script === undefined) return null;
  return cwd === null || isAbsolute(script) ? script : join(cwd, script);
}

export interface InspectorFlags {
  /** `--inspect`, `--inspect-brk` or `--inspect-wait`: the inspector opens with the process. */
  readonly opensAtStart: boolean;
  /** Where it listens, at the start or when a signal opens it. Port 0 stands for any free port. */
  readonly address: InspectorAddress;
  /** `--disable-sigusr1`: no signal opens it. */
  readonly ignoresSignal: boolean;
  /** `--permission` without `--allow-inspector`: no signal opens it either. */
  readonly permissionModel: boolean;
}

export function inspectorFlags(
  argv: readonly string[],
  nodeOptions: string | null,
): InspectorFlags {
  let host = '127.0.0.1';
  let port = 9229;
  let opensAtStart = false;
  let ignoresSignal = false;
  let permissionModel = false;
  const fromEnvironment = readOptions(splitNodeOptions(nodeOptions ?? '')).options;
  for (const { name, value } of [...fromEnvironment, ...readOptions(argv.slice(1)).options]) {
    if (name === '--disable-sigusr1') ignoresSignal = true;
    if (name === '--permission' || name === '--experimental-permission') permissionModel = true;
    if (/^--inspect(-brk|-wait)?$/.test(name)) opensAtStart = true;
    if (!/^--(inspect(-brk|-wait|-port)?|debug-port)$/.test(name)) continue;
    const place = value === undefined ? null : parseHostPort(value);
    host = place?.host ?? host;
    port = place?.port ?? port;
  }
  return { opensAtStart, address: { host, port }, ignoresSignal, permissionModel };
}

function parseHostPort(value: string): { host?: string; port?: number } {
  const match = /^(?:\[([^\]]+)\]|([^:]*))(?::(\d+))?$/.exec(value);
  if (!match) return {};
  const [, bracketed, plain, portText] = match;
  if (portText === undefined && plain && /^\d+$/.test(plain)) return { port: Number(plain) };
  const host = bracketed ?? plain;
  return {
    ...(host ? { host } : {}),
    ...(portText === undefined ? {} : { port: Number(portText) }),
  };
}

/** As Node does it: blanks separate, double quotes hold together, a backslash inside quotes escapes. */
export function splitNodeOptions(text: string): string[] {
  const words: string[] = [];
  for (const match of text.matchAll(/(?:"(?:\\.|[^"\\])*"|[^\s"])+/g))
    words.push(match[0].replaceAll(/"((?:\\.|[^"\\])*)"/g, (_, inner: string) => unescape(inner)));
  return words;
}

function unescape(inner: string): string {
  return inner.replaceAll(/\\(.)/g, '$1');
}
