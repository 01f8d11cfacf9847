/** What the main thread and the threads of a large project say to each other. */
import type { LintFinding } from '../../../protocol/lint.ts';
import type { FileRole } from '../../analysis/file-role.ts';
import type { SyntaxFault } from '../../analysis/project.ts';
import type { FileSummary } from '../../analysis/summary.ts';
import type { ConfigOptions } from '../../config/config-files.ts';
import type { LintFault } from '../load-files.ts';

export interface SourceText {
  readonly path: string;
  readonly text: string;
  readonly role: FileRole;
}

export type Summarized = readonly [path: string, result: FileSummary | SyntaxFault];

/** What many threads need is serialized once: `v8.serialize` of a list of `Summarized`. */
export type SummarizedBytes = Uint8Array;

export type Task =
  | { readonly kind: 'summarize'; readonly files: readonly SourceText[] }
  | {
      readonly kind: 'check';
      /** All files of the project. */
      readonly files: readonly SourceText[];
      /** Of all files that could be parsed. */
      readonly summaries: readonly SummarizedBytes[];
      readonly config: ConfigOptions;
      readonly paths: readonly string[];
    };

export type Report =
  | { readonly kind: 'summarized'; readonly bytes: SummarizedBytes; readonly count: number }
  | { readonly kind: 'checked'; readonly path: string; readonly checked: CheckedFile }
  /** The task has ended. */
  | { readonly kind: 'done' };

export interface CheckedFile {
  readonly findings: readonly LintFinding[];
  readonly faults: readonly LintFault[];
}

export interface ThreadOptions {
  /** UTF-16 units of the files whose trees are kept between reading and checking. */
  readonly keptTrees: number;
}
