/** The settings, typed, in the units that the code uses. */
import * as vscode from 'vscode';
import type { Disposable } from '../inspector/base/disposable.ts';
import type { PathMapping } from '../inspector/source-maps/path-mapping.ts';
import { settings } from './ids.ts';
import { readPathMappings } from './path-mappings.ts';

export type GroupBy = 'outermost' | 'innermost';

const section = 'loopscope';
type SettingName = keyof typeof settings;

function read(name: SettingName): unknown {
  return vscode.workspace.getConfiguration(section).get(keyOf(name));
}

function keyOf(name: SettingName): string {
  return settings[name].slice(section.length + 1);
}

/** Settings files are edited by hand, so a value may be of any type. */
function number(name: SettingName, fallback: number): number {
  const value = read(name);
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : fallback;
}

function milliseconds(name: SettingName, fallbackSeconds: number): number {
  return number(name, fallbackSeconds) * 1000;
}

export const configuration = {
  maxPauseMs: () => milliseconds('maxPause', 1),
  stuckAfterMs: () => milliseconds('stuckAfter', 10),
  live: () => read('live') !== false,
  blockMs: () => milliseconds('blockAfter', 0.1),
  budgetPercent: () => number('budget', 2),
  decorations: () => read('decorations') !== false,
  notifications: () => read('notifications') !== false,
  lintMeasured: () => read('lintMeasured') !== false,
  /** Ids of diagnoses, such as `stuck-tasks`. */
  mutedFindings: (): string[] => {
    const muted = read('mutedFindings');
    return Array.isArray(muted) ? muted.filter((id) => typeof id === 'string') : [];
  },
  attachTimeoutMs: () => milliseconds('attachTimeout', 10),
  groupBy: (): GroupBy => (read('groupBy') === 'innermost' ? 'innermost' : 'outermost'),
  showInternalFrames: () => read('showInternalFrames') === true,
  showEditorProcesses: () => read('showEditorProcesses') === true,
  /** Those of the workspace are left out by VS Code while it is not trusted. */
  pathMappings: (): PathMapping[] => readPathMappings(read('pathMappings'), workspaceFolders()[0]),
};

/** Changes the setting where it has a value already, else for the user. */
export async function changeSetting(
  name: SettingName,
  value: boolean | string | readonly string[],
): Promise<void> {
  const scoped = vscode.workspace.getConfiguration(section);
  const inWorkspace = scoped.inspect(keyOf(name))?.workspaceValue !== undefined;
  const { Global, Workspace } = vscode.ConfigurationTarget;
  await scoped.update(keyOf(name), value, inWorkspace ? Workspace : Global);
}

export function onDidChangeSetting(
  names: readonly SettingName[],
  listener: () => void,
): Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (names.some((name) => event.affectsConfiguration(settings[name]))) listener();
  });
}

/** Paths of the workspace folders that are on this machine. */
export function workspaceFolders(): string[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return folders.filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri.fsPath);
}
