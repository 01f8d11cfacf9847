/** Where the inspector writes what it does, for the output channel or `--verbose`. Never the target's secrets. */

export interface Logger {
  debug(message: string): void;
  warn(message: string): void;
}

export const silentLogger: Logger = { debug() {}, warn() {} };
