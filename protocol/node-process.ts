/** A Node.js process of this machine, as the process list shows it before any attach. */

/** Where an open inspector listens. */
export interface InspectorAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * What is known without touching the process. `null` means that the platform did not tell, never that
 * there is none, except for `inspector`: `null` is "not open, as far as can be seen".
 */
export interface NodeProcess {
  readonly pid: number;
  readonly parentPid: number | null;
  /** Seconds since the process started. */
  readonly uptimeSeconds: number | null;
  /** The whole command line, for people: arguments joined by blanks. */
  readonly command: string;
  readonly argv: readonly string[];
  /** The program that Node runs, as given (made absolute when the cwd is known); `null` for `-e`, a REPL or unknown. */
  readonly script: string | null;
  readonly cwd: string | null;
  readonly user: string | null;
  /** Such as `20.20.2`, without the `v`. */
  readonly nodeVersion: string | null;
  readonly inspector: InspectorAddress | null;
  /** True for extension hosts, language servers and other processes of an editor itself. */
  readonly editorTool: boolean;
}
