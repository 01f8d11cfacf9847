/** Checks and converts the values of options. */
import { UserError } from '../inspector/base/user-error.ts';
import type { PathMapping } from '../inspector/source-maps/path-mapping.ts';

/** As `parseArgs` returns them. */
export type Values = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

export function isOn(values: Values, name: string): boolean {
  return values[name] === true;
}

export function milliseconds(values: Values, name: string, defaultSeconds: number): number {
  const text = textOf(values, name);
  if (text === undefined) return defaultSeconds * 1000;
  if (/^\d*\.?\d+$/.test(text) && Number(text) <= 86_400) return Number(text) * 1000;
  throw usage(
    `--${name} takes seconds, such as --${name} ${defaultSeconds}; this is no such number: ${text}`,
  );
}

/** A positive number with a unit, as it is. */
export function number(values: Values, name: string, standard: number, unit: string): number {
  const text = textOf(values, name);
  if (text === undefined) return standard;
  if (/^\d*\.?\d+$/.test(text) && Number(text) > 0 && Number(text) <= 1e6) return Number(text);
  throw usage(
    `--${name} takes ${unit}, such as --${name} ${standard}; this is no such number: ${text}`,
  );
}

/** @returns `standard` when it is not given; 0 stands for any port that is free */
export function port<Standard>(
  values: Values,
  name: string,
  standard: Standard,
): number | Standard {
  const text = textOf(values, name);
  if (text === undefined) return standard;
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw usage(`--${name} takes a number up to 65535, such as --${name} 7000, not ${text}`);
}

export function httpUrl(values: Values, name: string): URL | null {
  const text = textOf(values, name);
  if (text === undefined) return null;
  if (/^https?:\/\//.test(text) && URL.canParse(text)) return new URL(text);
  throw usage(`--${name} takes an address, such as --${name} http://127.0.0.1:4318, not ${text}`);
}

export function oneOf<T extends string>(
  values: Values,
  name: string,
  allowed: readonly T[],
): T | null {
  const text = textOf(values, name);
  if (text === undefined) return null;
  const found = allowed.find((value) => value === text);
  if (found) return found;
  throw usage(`--${name} is one of ${allowed.join(', ')}, not ${text}`);
}

export function pathMappings(values: Values, name: string): PathMapping[] {
  const given = values[name];
  return (Array.isArray(given) ? given.map(String) : []).map((text) => {
    const [remote, local, ...more] = text.split('=');
    if (remote && local && more.length === 0) return { remote, local };
    throw usage(`--${name} takes remote=local, such as --${name} /app=., not ${text}`);
  });
}

export function textOf(values: Values, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

export function usage(message: string): UserError {
  return new UserError('usage', message);
}
