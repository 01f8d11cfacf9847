/** The quick pick of *Attach to Process...*: pid, command, script, folder, uptime and version, all searchable. */
import * as vscode from 'vscode';
import type { NodeProcess } from '../../protocol/node-process.ts';
import { configuration, workspaceFolders } from '../configuration.ts';
import { commands } from '../ids.ts';
import { escapeIcons } from '../presentation/plain-text.ts';
import { processName, shortCommand, uptimeText } from '../presentation/process-words.ts';
import { joined } from '../presentation/row.ts';
import type { ProcessList } from '../processes/process-list.ts';
import { rankProcesses } from '../processes/rank.ts';

interface ProcessPick extends vscode.QuickPickItem {
  readonly pid: number;
}

const refresh = { iconPath: new vscode.ThemeIcon('refresh'), tooltip: 'Refresh' };
const address = { iconPath: new vscode.ThemeIcon('plug'), tooltip: 'Attach to Address…' };
const showEditor = {
  iconPath: new vscode.ThemeIcon('eye'),
  tooltip: 'Show Processes of the Editor',
};
const hideEditor = {
  iconPath: new vscode.ThemeIcon('eye-closed'),
  tooltip: 'Hide Processes of the Editor',
};

/** The pid that the user chose, else `null`. */
export function pickProcess(list: ProcessList): Promise<number | null> {
  const pick = vscode.window.createQuickPick<ProcessPick>();
  let withEditor = configuration.showEditorProcesses();

  const draw = () => {
    const shown = (list.processes ?? []).filter((process) => withEditor || !process.editorTool);
    const active = pick.activeItems[0]?.pid;
    pick.items = rankProcesses(shown, workspaceFolders()).map(toPick);
    const again = pick.items.find(({ pid }) => pid === active);
    if (again) pick.activeItems = [again];
    pick.buttons = [withEditor ? hideEditor : showEditor, refresh, address];
    pick.placeholder = placeholder(list, shown.length);
  };
  const load = async () => {
    pick.busy = true;
    await list.refresh();
    pick.busy = false;
  };

  pick.title = 'Attach to Process';
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.keepScrollPosition = true;
  const listening = list.onDidList(draw);
  draw();
  pick.show();
  void load();

  return new Promise((resolve) => {
    const own = vscode.Disposable.from(
      pick,
      listening,
      pick.onDidTriggerButton((button) => {
        if (button === refresh) void load();
        else if (button === address) {
          pick.hide();
          void vscode.commands.executeCommand(commands.attachToAddress);
        } else {
          withEditor = button === showEditor;
          draw();
        }
      }),
      pick.onDidAccept(() => {
        const chosen = pick.selectedItems[0];
        if (!chosen) return;
        resolve(chosen.pid);
        pick.hide();
      }),
      pick.onDidHide(() => {
        resolve(null);
        own.dispose();
      }),
    );
  });
}

function placeholder(list: ProcessList, shown: number): string {
  if (!list.processes && !list.error) return 'Looking for Node.js processes…';
  if (list.error) return 'The processes of this machine could not be listed. Try again.';
  return shown > 0 ? 'Name, process id, command or folder' : 'No Node.js process is running here';
}

function toPick(process: NodeProcess): ProcessPick {
  return {
    pid: process.pid,
    label: escapeIcons(processName(process)),
    description: escapeIcons(
      joined([
        String(process.pid),
        uptimeText(process) && `up ${uptimeText(process)}`,
        process.nodeVersion && `Node ${process.nodeVersion}`,
        process.inspector && 'inspector open',
      ]),
    ),
    detail: escapeIcons(joined([shortCommand(process), process.cwd])),
  };
}
