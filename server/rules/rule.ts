/** What a rule is: one hazard, how to find it, and how to remove it. */
import type { LintLevel, RefusedFix, RelatedPlace } from '../../protocol/lint.ts';
import type { Node, NodeType, Of } from '../analysis/ast.ts';
import type { LoopPath } from '../analysis/call-graph.ts';
import type { FileFacts } from '../analysis/file-facts.ts';
import type { FixBuilder } from '../fixes/fix-builder.ts';

export interface Rule {
  /** `group/name`, as its file. */
  readonly id: string;
  readonly level: LintLevel;
  /** The hazard in a few words, for lists. */
  readonly summary: string;
  /** Looks at the nodes it names. Made anew for each file, so that it may keep state. */
  create(context: RuleContext): Listeners;
}

export type Listeners = { readonly [T in NodeType]?: (node: Of<T>) => void } & {
  /** After all nodes. */
  readonly end?: () => void;
};

export interface Report {
  /** What is underlined. */
  readonly node: { readonly start: number; readonly end: number };
  /** A whole sentence that says what happens, not what is forbidden. */
  readonly message: string;
  /** Instead of the rule's own. */
  readonly level?: LintLevel;
  readonly path?: readonly RelatedPlace[];
  /** Edits that remove the hazard, the best first, and why one cannot be. `null` entries are left out. */
  readonly fixes?: readonly FixResult[];
}

export type FixResult = FixBuilder | RefusedFix | null;

export interface RuleContext extends FileFacts {
  /** Blocking functions of the user's, by origin key, with what replaces them. */
  readonly blocking: Readonly<Record<string, string | null>>;
  /** The user wants the exports of this file to keep their signatures: no fix makes them async. */
  isStable(file: string): boolean;
  /** How the event loop reaches this code while the service runs; `null` at start-up, in scripts, tests and workers. */
  loopPath(node: Node): LoopPath | null;
  related(node: Node, label: string): RelatedPlace;
  /** A fix of this file. @param safe keeps the behaviour but for the hazard */
  fix(title: string, safe?: boolean): FixBuilder;
  report(report: Report): void;
}
