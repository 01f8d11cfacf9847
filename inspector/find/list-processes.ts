/** The Node processes of this machine, as people choose among them. Nothing is started, signalled or changed in them. */
import { basename } from 'node:path';
import type { NodeProcess } from '../../protocol/node-process.ts';
import { inspectorFlags, scriptOf } from './command-line.ts';
import { editorTools } from './editor-tool.ts';
import { embeddedVersion } from './embedded-version.ts';
import { isNodeExecutable, isNodeProcess, versionFromPath } from './node-executable.ts';
import { findOpenInspector, inspectorCandidates } from './open-inspector.ts';
import { platformReader } from './platform-reader.ts';
import type { PlatformReader, SystemProcess } from './system-process.ts';

/** An inspector has a thread of its own and answers in a few ms even while the program computes; the rest is for loaded machines. */
const inspectorTimeoutMs = 300;

export interface ListOptions {
  readonly signal?: AbortSignal;
  readonly platform?: PlatformReader;
}

/** All of them but this one, also the tools of an editor (marked), ordered by pid. */
export async function listNodeProcesses(options: ListOptions = {}): Promise<NodeProcess[]> {
  const { signal, platform = platformReader() } = options;
  signal?.throwIfAborted();
  const processes = await platform.readProcesses(signal);
  const tools = editorTools(processes);
  const nodes = processes.filter((item) => item.pid !== process.pid && isNodeProcess(item));
  const listed = await Promise.all(
    nodes.map((node) => describe(node, tools.has(node.pid), signal)),
  );
  signal?.throwIfAborted();
  return listed.sort((a, b) => a.pid - b.pid);
}

async function describe(
  node: SystemProcess,
  editorTool: boolean,
  signal: AbortSignal | undefined,
): Promise<NodeProcess> {
  const flags = inspectorFlags(node.argv, node.environment?.nodeOptions ?? null);
  const options = { timeoutMs: inspectorTimeoutMs, ...(signal ? { signal } : {}) };
  const inspector = await findOpenInspector(inspectorCandidates(node.listening, flags), options);
  return {
    pid: node.pid,
    parentPid: node.parentPid,
    uptimeSeconds: node.uptimeSeconds,
    command: node.argv.join(' ') || basename(node.executable ?? 'node'),
    argv: node.argv,
    script: scriptOf(node.argv, node.cwd),
    cwd: node.cwd,
    user: node.user,
    nodeVersion: inspector?.nodeVersion ?? (await versionOf(node)),
    inspector: inspector?.address ?? null,
    editorTool,
  };
}

async function versionOf({ executable, executableFile }: SystemProcess): Promise<string | null> {
  if (!executable) return null;
  // Electron's binary names no release of Node.
  if (!isNodeExecutable(executable)) return null;
  return versionFromPath(executable) ?? (executableFile && (await embeddedVersion(executableFile)));
}
