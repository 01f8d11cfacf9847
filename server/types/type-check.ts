/** Asks the TypeScript of the workspace what an edit would break, without keeping the server. */
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { CreatedFile, TextEdit } from '../../protocol/lint.ts';
import { besideBundle } from '../analysis/beside-bundle.ts';
import type { Project } from '../analysis/project.ts';
import { applyEdits } from '../lint/apply-edits.ts';
import type { TypeAnswer, TypeQuestion } from './new-type-errors.ts';

/** Runs the compiler that is installed where the edited files are; what is not there is not checked. @param limit ms */
export async function checkTypes(
  project: Project,
  edits: readonly TextEdit[],
  creates: readonly CreatedFile[],
  limit: number,
): Promise<TypeAnswer> {
  const before: Record<string, string> = {};
  for (const { file } of edits) before[file] = project.textOf(file) ?? '';
  const [first] = Object.keys(before);
  const compiler = first === undefined ? null : compilerFor(first);
  if (compiler === null) return { kind: 'unchecked', reason: 'the workspace has no TypeScript' };
  const created = Object.fromEntries(creates.map(({ file, text }) => [file, text]));
  const question = {
    before,
    after: { ...applyEdits(before, edits), ...created },
    importers: importersOf(project, before),
  };
  return ask(compiler, question, limit);
}

function compilerFor(path: string): string | null {
  try {
    return createRequire(path).resolve('typescript');
  } catch {
    return null;
  }
}

const importersOf = (project: Project, edited: Readonly<Record<string, string>>): string[] =>
  project.paths.filter(
    (path) =>
      !(path in edited) &&
      project.summaryOf(path)?.imports.some((one) => {
        const imported = project.resolve(path, one);
        return imported !== null && imported in edited;
      }) === true,
  );

async function ask(compiler: string, question: TypeQuestion, limit: number): Promise<TypeAnswer> {
  const file = besideBundle('type-check.js');
  if (file === null) return { kind: 'unchecked', reason: 'the server is not complete' };
  const worker = new Worker(file, { workerData: { compiler, question } });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<TypeAnswer>((resolve) => {
      const give = (reason: string): void => resolve({ kind: 'unchecked', reason });
      timer = setTimeout(() => give(`it took more than ${limit} ms`), limit);
      worker.once('message', resolve);
      worker.once('error', (error) => give(String(error)));
      worker.once('exit', () => give('the compiler ended'));
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
