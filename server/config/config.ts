/** What `loopscope.config.json` says, as plain data. */
import type { LintLevel } from '../../protocol/lint.ts';

export const configName = 'loopscope.config.json';

export type ConfiguredLevel = LintLevel | 'off';

export const configuredLevels: readonly ConfiguredLevel[] = ['error', 'warning', 'hint', 'off'];

/** By rule id (`block/sync-api`), group (`block`) or `*`. */
export type Levels = Readonly<Record<string, ConfiguredLevel>>;

export interface Config {
  readonly rules: Levels;
  /** The later wins. */
  readonly overrides: readonly { readonly files: readonly string[]; readonly rules: Levels }[];
  readonly ignore: readonly string[];
  /** Blocking functions of the user's, such as `./legacy.readAll` or `some-package.runSync`, with what replaces them. */
  readonly blocking: Readonly<Record<string, string | null>>;
  /** Files whose exports keep their signatures: no fix makes them async. */
  readonly stable: readonly string[];
}

export const emptyConfig: Config = {
  rules: {},
  overrides: [],
  ignore: [],
  blocking: {},
  stable: [],
};
