/** Starts a service as anybody would, and asks it whether it lives and whether its inspector is open. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const fixtures = join(import.meta.dirname, 'fixtures');

/** A copy of a fixture folder, as a workspace of its own. */
export class Workspace {
  readonly folder: string;
  readonly #processes: TargetProcess[] = [];

  constructor(fixture: string) {
    this.folder = realpathSync(mkdtempSync(join(tmpdir(), 'loopscope-workspace-')));
    cpSync(join(fixtures, fixture), this.folder, { recursive: true });
  }

  async start(script: string): Promise<TargetProcess> {
    const child = fork(join(this.folder, script), { cwd: this.folder, execArgv: [], silent: true });
    const target = new TargetProcess(child);
    this.#processes.push(target);
    await target.inspectorUrl();
    return target;
  }

  /** 1-based, as the editor counts: where `text` begins in the one line that contains `inLine`. */
  positionOf(script: string, text: string, inLine: string): { line: number; column: number } {
    const lines = readFileSync(join(this.folder, script), 'utf8').split('\n');
    const index = lines.findIndex((line) => line.includes(inLine));
    const column = lines[index]?.indexOf(text) ?? -1;
    if (column < 0) throw new Error(`no ${text} in ${inLine}`);
    return { line: index + 1, column: column + 1 };
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text);
  }

  /** The settings of the workspace; the editor notices a little later. */
  writeSettings(settings: Readonly<Record<string, unknown>>): void {
    mkdirSync(join(this.folder, '.vscode'), { recursive: true });
    writeFileSync(join(this.folder, '.vscode/settings.json'), JSON.stringify(settings));
  }

  dispose(): void {
    for (const target of this.#processes) target.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export class TargetProcess {
  readonly pid: number;
  readonly #child: ChildProcess;

  constructor(child: ChildProcess) {
    this.#child = child;
    this.pid = child.pid ?? 0;
  }

  /** `null` when the inspector is closed. Rejects when the process does not live. */
  inspectorUrl(): Promise<string | null> {
    return this.order('inspector');
  }

  /** Has the program do something that it knows, and resolves when it has begun, with its inspector's address. */
  async order(order: string, amount = 0): Promise<string | null> {
    const answer = once(this.#child, 'message', { signal: AbortSignal.timeout(20_000) });
    this.#child.send({ order, amount });
    const [{ inspector }] = await answer;
    return inspector;
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}
