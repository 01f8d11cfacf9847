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
  for (let index = 1; index < argv.length; index++) {
    const argument = argv[index] ?? '';
    if (evaluates.has(argument)) return null;
    if (argument === '--') return absolute(argv[index + 1], cwd);
    if (!argument.startsWith('-')) return absolute(argument, cwd);
    if (optionsWithValue.has(argument)) index++;
  }
  return null;
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
  const own = nodeArguments(argv);
  const all = [...splitNodeOptions(nodeOptions ?? ''), ...own];
  for (const [index, argument] of all.entries()) {
    const [name, inline] = splitOption(argument);
    if (name === '--disable-sigusr1') ignoresSignal = true;
    if (name === '--permission' || name === '--experimental-permission') permissionModel = true;
    if (!/^--(inspect(-brk|-wait|-port)?|debug-port)$/.test(name)) continue;
    const takesNext = name.endsWith('-port');
    if (!takesNext) opensAtStart = true;
    const value = inline ?? (takesNext ? all[index + 1] : undefined);
    const place = value === undefined ? null : parseHostPort(value);
    host = place?.host ?? host;
    port = place?.port ?? port;
  }
  return { opensAtStart, address: { host, port }, ignoresSignal, permissionModel };
}

/** The arguments that are meant for Node itself: those before the script. */
function nodeArguments(argv: readonly string[]): string[] {
  const own: string[] = [];
  for (let index = 1; index < argv.length; index++) {
    const argument = argv[index] ?? '';
    if (argument === '--' || !argument.startsWith('-')) break;
    own.push(argument);
    const value = argv[index + 1];
    if (optionsWithValue.has(argument) && value !== undefined) {
      own.push(value);
      index++;
    }
  }
  return own;
}

function splitOption(argument: string): [name: string, value: string | undefined] {
  const equals = argument.indexOf('=');
  const [name, value] =
    equals < 0 ? [argument, undefined] : [argument.slice(0, equals), argument.slice(equals + 1)];
  // Node takes an underscore for a dash in its options.
  return [name.replaceAll(/(?<=\w)_/g, '-'), value];
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
