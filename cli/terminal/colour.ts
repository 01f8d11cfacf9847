/** Whether to colour an output: what was asked for on the command line, then by the environment, else by what it is. */

export interface ColourRequest {
  /** `--no-color` was given. */
  readonly off: boolean;
  readonly isTerminal: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export function wantsColour({ off, isTerminal, env }: ColourRequest): boolean {
  // An empty NO_COLOR counts as absent (no-color.org); FORCE_COLOR=0 asks for none.
  if (off || env['NO_COLOR']) return false;
  const force = env['FORCE_COLOR'];
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false';
  return isTerminal && env['TERM'] !== 'dumb';
}
