/** What is known of a name that a file declares. */
import type { Node, Of } from '../ast.ts';

export type Identifier = Of<'Identifier'>;
/** An identifier that names a variable: `Widget` of `<Widget/>` is one, too. */
export type NameNode = Identifier | Of<'JSXIdentifier'>;

export interface Variable {
  readonly name: string;
  /** Where it is declared, in the order of the text; a merged interface or an overload stands there more than once. */
  readonly identifiers: readonly Identifier[];
  readonly defs: readonly Definition[];
  /** Where it is read or written, in the order of the text. */
  readonly references: readonly Reference[];
}

export interface Definition {
  readonly identifier: Identifier;
  /** The declarator, function, class, import specifier, catch clause or type; of a parameter its function. */
  readonly node: Node;
  readonly isParameter: boolean;
  readonly isType: boolean;
  readonly isValue: boolean;
}

export interface Reference {
  readonly identifier: NameNode;
  readonly isRead: boolean;
  readonly isWrite: boolean;
  /** What is written belongs to the declaration: its initializer, a parameter's default. */
  readonly isInitial: boolean;
  /** What the value is taken from, a list for `[a, b] = list`; `null` for reads and for `count++`. */
  readonly writeExpr: Node | null;
}
