/** Reads and parses the next files while one is looked at: the native parser has threads of its own. */
import { type ParsedText, parseAside } from '../analysis/parse.ts';
import type { FileSummary } from '../analysis/summary.ts';
import { readText } from './read-text.ts';

export type FileContent =
  | {
      readonly kind: 'text';
      readonly text: string;
      /** What is known of this text already: it is not parsed then. */
      readonly summary: FileSummary | undefined;
      readonly parsed: ParsedText | undefined;
    }
  | { readonly kind: 'skipped'; readonly reason: string }
  | { readonly kind: 'unreadable'; readonly message: string }
  /** The parser gave up. */
  | { readonly kind: 'defect'; readonly message: string };

export interface ReadOptions {
  /** Files that are read whatever they look like. */
  readonly isNamed: (path: string) => boolean;
  readonly knownSummary?: (path: string, text: string) => FileSummary | undefined;
}

/** As many as keep the parser busy; each holds its text and its tree. */
const mostAhead = 4;

/** @returns each path with its content, in the order of the paths */
export async function* readAhead(
  paths: readonly string[],
  options: ReadOptions,
): AsyncGenerator<readonly [path: string, content: FileContent]> {
  const begun: Promise<FileContent>[] = [];
  for (const [index, path] of paths.entries()) {
    for (const next of paths.slice(index + begun.length, index + mostAhead))
      begun.push(read(next, options));
    yield [path, await (begun.shift() as Promise<FileContent>)];
  }
}

/** Never rejects: nobody may be waiting yet. */
async function read(path: string, { isNamed, knownSummary }: ReadOptions): Promise<FileContent> {
  let text: string;
  try {
    const content = readText(path, isNamed(path));
    if (content.kind === 'skipped') return content;
    text = content.text;
  } catch (error) {
    return { kind: 'unreadable', message: error instanceof Error ? error.message : String(error) };
  }
  try {
    const summary = knownSummary?.(path, text);
    return {
      kind: 'text',
      text,
      summary,
      parsed: summary ? undefined : await parseAside(path, text),
    };
  } catch (error) {
    return { kind: 'defect', message: `it could not be read: ${String(error)}` };
  }
}
