/** One of the threads that read and check a large project. */
import { deserialize, serialize } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { Project } from '../../analysis/project.ts';
import { configFiles } from '../../config/config-files.ts';
import { rules } from '../../rules/index.ts';
import { checkOne } from '../check-one.ts';
import type { Report, SourceText, Summarized, Task, ThreadOptions } from './messages.ts';

/** Files between two reports: the main thread takes them in while the next ones are read. */
const reportedAtOnce = 16;

const { keptTrees } = workerData as ThreadOptions;
const roles = new Map<string, SourceText['role']>();
const project = new Project('/', (path) => roles.get(path) ?? 'service');
let size = 0;

function summarize(files: readonly SourceText[]): void {
  for (let at = 0; at < files.length; at += reportedAtOnce) {
    const part = files.slice(at, at + reportedAtOnce);
    const bytes = serialize(part.map(summarized));
    report({ kind: 'summarized', bytes, count: part.length });
  }
}

function summarized({ path, text, role }: SourceText): Summarized {
  roles.set(path, role);
  const fault = project.set(path, text);
  size += text.length;
  if (size > keptTrees) project.release(path);
  const summary = project.summaryOf(path);
  return [path, fault ?? (summary as NonNullable<typeof summary>)];
}

function check({ files, summaries, config, paths }: Task & { kind: 'check' }): void {
  const known = new Map(summaries.flatMap((bytes) => deserialize(bytes) as Summarized[]));
  for (const { path, text, role } of files) {
    const summary = known.get(path);
    if (!summary || !('functions' in summary)) continue;
    roles.set(path, role);
    project.set(path, text, summary);
  }
  const configs = configFiles(config);
  for (const path of paths) {
    report({ kind: 'checked', path, checked: checkOne(project, path, rules, configs) });
    // Its tree was for this.
    project.release(path);
  }
}

function report(message: Report): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
  parentPort?.postMessage(message);
}

parentPort?.on('message', (task: Task) => {
  if (task.kind === 'summarize') summarize(task.files);
  else check(task);
  report({ kind: 'done' });
});
