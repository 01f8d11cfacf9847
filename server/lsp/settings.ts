/** The settings of the editor, section `loopscope.lint`. They are edited by hand, so a value may be of any type. */
import { configuredLevels, type Levels } from '../config/config.ts';

export interface EditorSettings {
  readonly enable: boolean;
  /** While typing, or only for what is saved. */
  readonly run: 'onType' | 'onSave';
  readonly rules: Levels;
}

export function readSettings(value: unknown): EditorSettings {
  const { enable, run, rules } = isObject(value) ? value : {};
  const levels = Object.entries(isObject(rules) ? rules : {}).flatMap(([name, level]) => {
    const known = configuredLevels.find((one) => one === level);
    return known ? [[name, known] as const] : [];
  });
  return {
    enable: enable !== false,
    run: run === 'onSave' ? 'onSave' : 'onType',
    rules: Object.fromEntries(levels),
  };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
