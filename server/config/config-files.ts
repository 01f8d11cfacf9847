/** Finds the configuration that applies to a file: the nearest one above it. */
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { rules } from '../rules/index.ts';
import { configName, emptyConfig, type Levels } from './config.ts';
import { JsonFault } from './json-tree.ts';
import { readConfig } from './read-config.ts';
import { type Settings, settingsOf } from './rule-settings.ts';

/** A configuration that cannot be used. */
export class ConfigFault extends Error {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;

  constructor(message: string, file: string, line: number, column: number) {
    super(message);
    this.file = file;
    this.line = line;
    this.column = column;
  }
}

export interface ConfigFiles {
  /** @throws ConfigFault */
  settingsFor(file: string): Settings;
  /** The texts of all configurations that were asked for, for what depends on them. */
  readonly texts: ReadonlyMap<string, string>;
}

export interface ConfigOptions {
  /** The one configuration to use, absolute. */
  readonly path?: string;
  /** Levels of the user's editor. */
  readonly defaults?: Levels;
}

/** Remembers what it read: make a new one when a configuration changes. */
export function configFiles({ path, defaults = {} }: ConfigOptions = {}): ConfigFiles {
  const texts = new Map<string, string>();
  const byFolder = new Map<string, Settings>();

  function load(file: string, isOptional: boolean): Settings | null {
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (isOptional && (code === 'ENOENT' || code === 'ENOTDIR')) return null;
      throw new ConfigFault(`it could not be opened: ${message}`, file, 1, 1);
    }
    texts.set(file, text);
    return parseConfig(text, file, defaults);
  }

  function settingsBelow(folder: string): Settings {
    const known = byFolder.get(folder);
    if (known) return known;
    const parent = dirname(folder).replaceAll('\\', '/');
    const settings =
      load(`${folder === '/' ? '' : folder}/${configName}`, true) ??
      (parent === folder ? settingsOf(emptyConfig, folder, defaults) : settingsBelow(parent));
    byFolder.set(folder, settings);
    return settings;
  }

  const only = path === undefined ? null : load(path, false);
  return {
    texts,
    settingsFor: (file) => only ?? settingsBelow(dirname(file).replaceAll('\\', '/')),
  };
}

/** @throws ConfigFault */
export function parseConfig(text: string, file: string, defaults: Levels = {}): Settings {
  try {
    const config = readConfig(
      text,
      rules.map(({ id }) => id),
    );
    return settingsOf(config, dirname(file), defaults);
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    const before = text.slice(0, error.offset).split('\n');
    throw new ConfigFault(error.message, file, before.length, (before.at(-1)?.length ?? 0) + 1);
  }
}
