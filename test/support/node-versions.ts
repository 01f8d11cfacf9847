// The Node versions that integration tests inspect; `npm test` has fetched them.
import { existsSync } from 'node:fs';
import { type NodeMajor, nodePath, nodeVersions } from '../../scripts/setup/node-versions.mjs';

export type { NodeMajor };

export const nodeMajors: readonly NodeMajor[] = [18, 20, 22, 24, 26];

/** The exact version behind a major, such as '20.20.2'. */
export const nodeVersion = (major: NodeMajor): string => nodeVersions[major];

/** Path of the binary. Throws when it was not fetched. */
export function nodeBinary(major: NodeMajor): string {
  const path = nodePath(major);
  if (existsSync(path)) return path;
  throw new Error(`Node ${major} is missing: run node scripts/setup.mjs node-versions`);
}
