/** Opens the source at an exact place, such as that of an `await`. Only files of this machine: names come from the target. */
import * as vscode from 'vscode';
import type { Location } from '../../protocol/location.ts';
import { settings } from '../ids.ts';
import { hasPosition } from '../presentation/frame-words.ts';
import { notificationText, oneLine } from '../presentation/plain-text.ts';
import { localPath } from '../presentation/source-path.ts';

export interface OpenOptions {
  /** True when the user walks through a tree and goes on there. */
  readonly preserveFocus: boolean;
  /** Where to; by default where the last editor is. */
  readonly viewColumn?: vscode.ViewColumn;
}

/** A frame, or a place that has no other one that really runs. */
type Source = Location & { readonly generated?: Location | null };

export async function openSource(frame: Source, options: OpenOptions): Promise<void> {
  if (!hasPosition(frame)) {
    tell('No async function awaits this combinator, so it has no place in the source.');
    return;
  }
  // A source map may name a file that was never shipped; the one that runs is next best.
  const places = frame.generated ? [frame, frame.generated] : [frame];
  for (const place of places) {
    const uri = await existingFile(place.file);
    if (!uri) continue;
    if (place !== frame) {
      tell(`${oneLine(frame.file)} is not here, so this is the file that runs.`);
    }
    return show(uri, place, options);
  }
  await explainMissing(frame);
}

async function existingFile(file: string): Promise<vscode.Uri | null> {
  const path = localPath(file);
  if (path === null) return null;
  const uri = vscode.Uri.file(path);
  try {
    const { type } = await vscode.workspace.fs.stat(uri);
    return (type & vscode.FileType.File) === 0 ? null : uri;
  } catch {
    return null;
  }
}

async function show(uri: vscode.Uri, place: Location, options: OpenOptions) {
  const position = new vscode.Position(Math.max(0, place.line - 1), Math.max(0, place.column - 1));
  await vscode.window.showTextDocument(uri, {
    selection: new vscode.Range(position, position),
    preview: true,
    ...options,
  });
}

async function explainMissing(frame: Source): Promise<void> {
  const file = oneLine(frame.file);
  if (file.startsWith('node:')) {
    tell(`${file} is part of Node.js itself, so there is no file to open.`);
    return;
  }
  if (localPath(frame.file) === null) {
    tell(`${file} is not a file of this machine, so it cannot be opened.`);
    return;
  }
  const map = 'Map a Folder…';
  const chosen = await vscode.window.showInformationMessage(
    notificationText(`${file} does not exist here. Does the process run in a container?`),
    map,
  );
  if (chosen === map) {
    await vscode.commands.executeCommand('workbench.action.openSettings', settings.pathMappings);
  }
}

function tell(message: string): void {
  void vscode.window.showInformationMessage(notificationText(message));
}
