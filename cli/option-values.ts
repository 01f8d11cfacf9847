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

function textOf(values: Values, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

export function usage(message: string): UserError {
  return new UserError('usage', message);
}
