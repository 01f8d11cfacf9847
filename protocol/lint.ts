/** What the rules say about source text: plain data that the server, the command line and the editor share. */

export type LintLevel = 'error' | 'warning' | 'hint';

/** A stretch of a file's text, in UTF-16 code units from its beginning; `end` is exclusive. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** 1-based, columns in UTF-16 code units. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

/** One step of the way by which the event loop reaches a call, or another place that explains a finding. */
export interface RelatedPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly label: string;
}

/** Where a function is. Lines are 1-based, and both are part of it. */
export interface FunctionExtent {
  /** Its name, or that of what it is assigned to; `null` when it has none. */
  readonly name: string | null;
  readonly firstLine: number;
  readonly lastLine: number;
}

/** What goes with a diagnostic to the editor, as its `data`. */
export interface DiagnosticData {
  readonly within: FunctionExtent | null;
}

export interface TextEdit extends TextRange {
  readonly file: string;
  readonly text: string;
}

/** A file that is not there yet. */
export interface CreatedFile {
  readonly file: string;
  readonly text: string;
}

/** One edit of the source that removes the hazard. */
export interface LintFix {
  readonly title: string;
  /** Keeps the behaviour but for the hazard: may be applied without a look, by fix-all and `--fix`. */
  readonly safe: boolean;
  readonly edits: readonly TextEdit[];
  readonly creates: readonly CreatedFile[];
  /** Functions give something else to their callers: types that no rule sees may not allow it. */
  readonly changesTypes: boolean;
}

/** A fix that this code does not allow. */
export interface RefusedFix {
  readonly title: string;
  /** A clause: `a constructor cannot wait`. */
  readonly reason: string;
}

export interface LintFinding {
  readonly file: string;
  readonly range: TextRange;
  readonly begin: TextPosition;
  readonly end: TextPosition;
  readonly rule: string;
  readonly level: LintLevel;
  readonly message: string;
  /** From the hazard outwards to what the event loop calls. */
  readonly path: readonly RelatedPlace[];
  /** The innermost function around it; `null` at the top level of a module. */
  readonly within: FunctionExtent | null;
  readonly fixes: readonly LintFix[];
  readonly refused: readonly RefusedFix[];
}
