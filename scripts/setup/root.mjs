// Where the project and its ignored cache are, whatever folder a script is started from.
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');
export const cache = `${root}/.cache`;
