/** *Record CPU Profile...*: for some seconds, to a file that VS Code opens, with the long turns of the loop beside it. */
import path from 'node:path';
import * as vscode from 'vscode';
import { placeOf } from '../../inspector/diagnose/location.ts';
import type { CpuRecording } from '../../protocol/cpu-profile.ts';
import type { App, Command } from '../app.ts';
import { configuration, workspaceFolders } from '../configuration.ts';
import { costText, countOf } from '../presentation/figures.ts';
import { notificationText } from '../presentation/plain-text.ts';
import { sliceRow } from '../presentation/slice-row.ts';
import { targetName } from '../presentation/target-row.ts';
import { isConnected, type Target } from '../sessions/target.ts';
import { reportError } from '../ui/notifications.ts';
import { openSource } from '../ui/open-source.ts';
import { withProgress } from '../ui/progress.ts';
import { pickTarget, targetOf } from './arguments.ts';

/** Shorter ones say little; longer ones are refused by the session. */
const shortestSeconds = 5;
const longestSeconds = 60;

export const recordCpuProfile: Command = async (app, argument) => {
  const connected = app.sessions.targets.filter(isConnected);
  const target = targetOf(app, argument) ?? (await pickTarget(connected, 'Record which process?'));
  if (!target) return;
  const seconds = await askForSeconds(targetName(target));
  if (seconds === null) return;
  const recording = await record(app, target, seconds);
  if (!recording) return;
  const file = await save(target, recording);
  const thresholdMs = target.live?.thresholds.blockMs ?? configuration.blockMs();
  await report(recording, thresholdMs, file);
};

async function askForSeconds(name: string): Promise<number | null> {
  const text = await vscode.window.showInputBox({
    title: `Record a CPU Profile of ${name}`,
    prompt: `For how many seconds? ${shortestSeconds} to ${longestSeconds}. The process goes on, a little slower.`,
    value: '10',
    validateInput: (value) =>
      secondsIn(value) === null
        ? `A number of seconds from ${shortestSeconds} to ${longestSeconds}`
        : undefined,
  });
  return text === undefined ? null : secondsIn(text);
}

function secondsIn(text: string): number | null {
  const seconds = Number(text.trim() || Number.NaN);
  return seconds >= shortestSeconds && seconds <= longestSeconds ? seconds : null;
}

/** `null` when it was cancelled or failed, which the user has been told of. */
async function record(
  { log, sessions }: App,
  target: Target,
  seconds: number,
): Promise<CpuRecording | null> {
  const action = `Recording a CPU profile of ${targetName(target)}`;
  try {
    return await withProgress(action, ({ signal, report }) =>
      sessions.recordCpuProfile(target, {
        seconds,
        signal,
        thresholdMs: target.live?.thresholds.blockMs ?? configuration.blockMs(),
        onProgress: (fraction) =>
          report(`${Math.round(fraction * seconds)} of ${seconds} s`, fraction),
      }),
    );
  } catch (error) {
    reportError(log, action, error);
    return null;
  }
}

/** The name of the file, or `null` when the user does not want one. */
async function save(target: Target, { profile }: CpuRecording): Promise<string | null> {
  const folder = workspaceFolders()[0] ?? target.info?.cwd ?? '';
  const time = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
  const name = `${targetName(target).replaceAll(/[^\w.-]+/g, '_')}-${time}.cpuprofile`;
  const uri = await vscode.window.showSaveDialog({
    title: 'Save CPU Profile',
    defaultUri: vscode.Uri.file(path.join(folder, name)),
    filters: { 'CPU profile': ['cpuprofile'] },
  });
  if (!uri) return null;
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(JSON.stringify(profile)));
  await vscode.commands.executeCommand('vscode.open', uri);
  return path.basename(uri.path);
}

async function report(recording: CpuRecording, thresholdMs: number, file: string | null) {
  const { slices, cost } = recording;
  const show = 'Show Long Turns';
  const found = `${countOf(slices.length, 'turn')} of the event loop took longer than ${costText(thresholdMs)}`;
  const pause = `Recording stopped the process for ${costText(cost.startMs + cost.stopMs)}`;
  const saved = file ? `Saved ${file}. ` : '';
  const chosen = await vscode.window.showInformationMessage(
    notificationText(`${saved}${found}. ${pause}.`),
    ...(slices.length > 0 ? [show] : []),
  );
  if (chosen === show) await showSlices(recording);
}

async function showSlices({ slices }: CpuRecording): Promise<void> {
  const longestFirst = slices.toSorted((a, b) => b.durationMs - a.durationMs);
  const picked = await vscode.window.showQuickPick(
    longestFirst.map((slice) => ({ ...sliceRow(slice, workspaceFolders()), slice })),
    {
      title: 'Long Turns of the Event Loop',
      placeHolder: 'The longest first, each with its heaviest stack. Enter opens the source.',
      matchOnDescription: true,
      matchOnDetail: true,
      // The viewer of the profile takes the focus when it has loaded.
      ignoreFocusOut: true,
    },
  );
  const place = placeOf(picked?.slice.heaviest.frames ?? []);
  if (place) await openSource(place.frame, { preserveFocus: false });
}
