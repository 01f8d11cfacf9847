/** From what a configuration says to what applies to one file. */
import { relative } from 'node:path';
import picomatch from 'picomatch';
import type { RuleSettings } from '../lint/check-file.ts';
import type { Rule } from '../rules/rule.ts';
import type { Config, ConfiguredLevel, Levels } from './config.ts';

/** What applies below a folder. */
export interface Settings extends RuleSettings {
  /** @param file absolute */
  readonly isIgnored: (file: string) => boolean;
}

/**
 * @param folder that globs are relative to, absolute
 * @param defaults levels of the user's editor: the project's file is stronger
 */
export function settingsOf(config: Config, folder: string, defaults: Levels = {}): Settings {
  const isIgnored = matcher(config.ignore);
  const isStable = matcher(config.stable);
  const overrides = config.overrides.map(({ files, rules }) => ({
    matches: matcher(files),
    rules,
  }));
  // Each rule asks of the same file.
  let last = { file: '', path: '' };
  const below = (file: string): string => {
    if (file !== last.file) last = { file, path: relative(folder, file).replaceAll('\\', '/') };
    return last.path;
  };
  return {
    blocking: config.blocking,
    isIgnored: (file) => isIgnored(below(file)),
    isStable: (file) => isStable(below(file)),
    levelOf(rule, file) {
      const path = below(file);
      const matching = overrides.filter(({ matches }) => matches(path)).map(({ rules }) => rules);
      for (const levels of [...matching.toReversed(), config.rules, defaults]) {
        const level = levelIn(levels, rule);
        if (level) return level;
      }
      return rule.level;
    },
  };
}

function levelIn(levels: Levels, { id }: Rule): ConfiguredLevel | undefined {
  return levels[id] ?? levels[id.slice(0, id.indexOf('/'))] ?? levels['*'];
}

/** A glob without a slash speaks of file names in any folder, as in `.gitignore`. */
function matcher(globs: readonly string[]): (path: string) => boolean {
  if (globs.length === 0) return () => false;
  return picomatch(
    globs.map((glob) => (glob.includes('/') ? glob.replace(/^\.?\//, '') : `**/${glob}`)),
    { dot: true },
  );
}
