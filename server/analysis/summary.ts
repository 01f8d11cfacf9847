/**
 * What other files need to know of a file: its functions, whom they call, what it exports and what it hands to the
 * event loop. Plain data, so that it can be kept on disk, and made from this file alone.
 */
import type { Origin } from './origin.ts';
import type { RootKind } from './registrations.ts';
import type { SignalPlace } from './signal-places.ts';

/** A function of the same file by its number, or whatever has this origin. */
export type FunctionRef =
  | { readonly kind: 'function'; readonly id: number }
  | { readonly kind: 'origin'; readonly origin: Origin };

export interface CallSummary {
  readonly target: FunctionRef;
  readonly line: number;
  readonly column: number;
}

export interface FunctionSummary {
  /** For people; `null` when it has none. */
  readonly name: string | null;
  readonly line: number;
  readonly column: number;
  readonly isAsync: boolean;
  /** Sets a service up, by its name or because it registers routes: what it does itself happens once. */
  readonly isSetup: boolean;
  /** Calling it gives a promise. */
  readonly givesPromise: boolean;
  /** Async, and all that it awaits and returns is there already. */
  readonly waitsForNothing: boolean;
  /** What it returns, awaited. */
  readonly returns: Origin | null;
  readonly calls: readonly CallSummary[];
}

/** Something that the event loop will call. */
export interface RootSummary {
  readonly kind: RootKind;
  readonly label: string;
  readonly line: number;
  readonly column: number;
  readonly target: FunctionRef;
  /** The function whose code registers it; 0 for what a decorator or a table registers. */
  readonly from: number;
}

/** A function of this file that is an argument, by its name. */
export interface HandedFunction {
  /** Who gets it. */
  readonly to: FunctionRef;
  /** As which parameter. */
  readonly index: number;
  readonly id: number;
}

/** A call of what a function was given. */
export interface ParameterCall {
  /** The function whose code calls. */
  readonly from: number;
  /** The function whose parameter is called: that one, or one around it. */
  readonly owner: number;
  readonly index: number;
  /** Where the arguments come from. */
  readonly given: readonly (Origin | null)[];
  readonly line: number;
  readonly column: number;
}

export interface FileSummary {
  /** The code of the module's top level is function 0; the others are in the order of the text. */
  readonly functions: readonly FunctionSummary[];
  readonly roots: readonly RootSummary[];
  readonly handed: readonly HandedFunction[];
  readonly parameterCalls: readonly ParameterCall[];
  /** Functions that others can name, by origin path: `.load`, `.Service#load`, `.default`. */
  readonly members: Readonly<Record<string, number>>;
  /** Where top-level values and fields come from, by origin path: `.pool`, `.Service#pool`. */
  readonly values: Readonly<Record<string, Origin>>;
  /** What its types say gives a promise when it is called: `.Repository#save`. */
  readonly promiseMembers: readonly string[];
  /** Where what its types declare takes a signal: `.Api#list`. */
  readonly signalMembers: Readonly<Record<string, SignalPlace>>;
  /** What its classes extend, by origin path: `.Service`. */
  readonly bases: Readonly<Record<string, Origin>>;
  /** What its classes implement, by origin path: `.Service`. */
  readonly contracts: Readonly<Record<string, readonly Origin[]>>;
  readonly exports: Readonly<Record<string, Origin>>;
  /** Specifiers of `export * from`. */
  readonly reexports: readonly string[];
  /** Specifiers of everything that the file imports, requires or re-exports. */
  readonly imports: readonly string[];
  /** Files that it starts on threads or in processes of their own, as they are named there. */
  readonly startsWorkers: readonly string[];
  /** Runs on a thread of its own. */
  readonly isWorker: boolean;
  /** Runs on a page of a browser. */
  readonly isBrowser: boolean;
  /** Reads a command line, or asks and draws in a terminal. */
  readonly isTerminal: boolean;
  /** Begins with `#!`. */
  readonly hasShebang: boolean;
}
