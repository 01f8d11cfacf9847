/** Reads the processes of Windows through CIM, and their sockets with `netstat`: both come with it. */
import { runTool } from './run-tool.ts';
import { blocksLoopback, type PlatformReader } from './system-process.ts';
import { parseNetstat, parseWindowsProcesses } from './windows-output.ts';

/** Dates as UTC text: how ConvertTo-Json writes a date depends on the version of PowerShell. */
const script = [
  '[Console]::OutputEncoding=[Text.Encoding]::UTF8',
  'Get-CimInstance Win32_Process | Select-Object ProcessId,ParentProcessId,ExecutablePath,CommandLine,' +
    '@{n="Started";e={$_.CreationDate.ToUniversalTime().ToString("o")}} | ConvertTo-Json -Compress',
].join(';');

export const windowsReader: PlatformReader = {
  async readProcesses(signal) {
    const [processes, sockets] = await Promise.all([
      runTool('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', script], signal),
      netstat(signal),
    ]);
    const listening = parseNetstat(sockets);
    return parseWindowsProcesses(processes, Date.now()).map((process) => ({
      ...process,
      listening: listening.filter(({ pid }) => pid === process.pid).map(({ socket }) => socket),
    }));
  },

  async readProcess(pid, signal) {
    const processes = await this.readProcesses(signal);
    return processes.find((process) => process.pid === pid) ?? null;
  },

  async listeningSockets(pid, signal) {
    return parseNetstat(await netstat(signal))
      .filter((entry) => entry.pid === pid)
      .map(({ socket }) => socket);
  },

  async portHolders(port, signal) {
    return parseNetstat(await netstat(signal))
      .filter(({ socket }) => socket.port === port && blocksLoopback(socket.host))
      .map(({ pid, socket }) => ({ pid, host: socket.host }));
  },
};

function netstat(signal: AbortSignal | undefined): Promise<string> {
  return runTool('netstat.exe', ['-ano'], signal);
}
