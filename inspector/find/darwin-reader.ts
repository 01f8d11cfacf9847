/** Reads the processes of a Mac with `ps` and `lsof`, which come with it. */

import { parseLsof, socketsFromLsof } from './lsof.ts';
import { isNodeProcess } from './node-executable.ts';
import { parseElapsed, parsePs } from './ps.ts';
import { runTool } from './run-tool.ts';
import { blocksLoopback, type PlatformReader, type SystemProcess } from './system-process.ts';

const listenOnly = ['-nP', '-iTCP', '-sTCP:LISTEN'];

export const darwinReader: PlatformReader = {
  async readProcesses(signal) {
    const [identities, commands] = await Promise.all([
      // On macOS `comm` is the path of the binary and may hold blanks, so it stands last, like `args`.
      runTool('ps', ['-axww', '-o', 'pid=,ppid=,user=,etime=,comm='], signal),
      runTool('ps', ['-axww', '-o', 'pid=,args='], signal),
    ]);
    const processes = parsePs(identities, commands).map(toSystemProcess);
    const pids = processes.filter(isNodeProcess).map((process) => process.pid);
    if (pids.length === 0) return processes;
    const list = pids.join(',');
    const [folders, sockets] = await Promise.all([
      runTool('lsof', ['-a', '-p', list, '-d', 'cwd', '-Fpfn'], signal),
      runTool('lsof', ['-a', '-p', list, ...listenOnly, '-Fpfn'], signal),
    ]);
    const cwds = new Map(parseLsof(folders).map(({ pid, name }) => [pid, name]));
    const listening = socketsFromLsof(parseLsof(sockets));
    return processes.map((process) => ({
      ...process,
      cwd: cwds.get(process.pid) ?? null,
      listening: listening.filter(({ pid }) => pid === process.pid).map(({ socket }) => socket),
    }));
  },

  async readProcess(pid, signal) {
    const processes = await this.readProcesses(signal);
    return processes.find((process) => process.pid === pid) ?? null;
  },

  async listeningSockets(pid, signal) {
    const text = await runTool('lsof', ['-a', '-p', String(pid), ...listenOnly, '-Fpfn'], signal);
    return socketsFromLsof(parseLsof(text)).map(({ socket }) => socket);
  },

  async portHolders(port, signal) {
    const text = await runTool('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpfn'], signal);
    return socketsFromLsof(parseLsof(text))
      .filter(({ socket }) => blocksLoopback(socket.host))
      .map(({ pid, socket }) => ({ pid, host: socket.host }));
  },
};

function toSystemProcess(row: ReturnType<typeof parsePs>[number]): SystemProcess {
  const executable = row.executable.startsWith('/') ? row.executable : null;
  return {
    pid: row.pid,
    parentPid: row.parentPid,
    executable,
    executableFile: executable,
    argv: row.argv,
    cwd: null,
    user: row.user,
    uptimeSeconds: parseElapsed(row.elapsed),
    // macOS shows the environment only of one's own processes, and mixed with the arguments.
    environment: null,
    listening: [],
  };
}
