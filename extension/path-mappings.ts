/** The setting that says where the files of a container are on this machine. */
import type { PathMapping } from '../inspector/source-maps/path-mapping.ts';

/** From `{ "/app": "${workspaceFolder}" }`; entries that are not text are left out. */
export function readPathMappings(
  value: unknown,
  workspaceFolder: string | undefined,
): PathMapping[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([remote, local]) => {
    if (remote === '' || typeof local !== 'string') return [];
    const resolved = resolve(local, workspaceFolder);
    return resolved === null ? [] : [{ remote, local: resolved }];
  });
}

function resolve(local: string, workspaceFolder: string | undefined): string | null {
  // oxlint-disable-next-line no-template-curly-in-string -- a variable of VS Code's settings
  const variable = '${workspaceFolder}';
  if (!local.includes(variable)) return local || null;
  return workspaceFolder === undefined ? null : local.replaceAll(variable, () => workspaceFolder);
}
