/** Starts live-client.ts as a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { agentForEsbuild } from '../../scripts/agent-bundle.mjs';
import { root } from '../../scripts/setup/root.mjs';

export class LiveClientProgram {
  readonly #file = join(root, `.cache/test-live-client-${process.pid}.mjs`);
  readonly #children = new Set<ChildProcess>();

  async build(): Promise<void> {
    await build({
      entryPoints: [join(import.meta.dirname, 'live-client.ts')],
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile: this.#file,
      logLevel: 'silent',
      plugins: [agentForEsbuild()],
      // CommonJS dependencies call it.
      banner: {
        js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
      },
    });
  }

  /** Resolves when the client has said the word. It goes on. */
  async start(pid: number, word: string): Promise<ChildProcess> {
    const stdio = ['ignore', 'pipe', 'inherit'] as const;
    const child = spawn(process.execPath, [this.#file, String(pid)], { stdio: [...stdio] });
    this.#children.add(child);
    const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
    for await (const line of lines) if (line === word) return child;
    throw new Error(`the client ended without saying ${word}`);
  }

  dispose(): void {
    for (const child of this.#children) child.kill('SIGKILL');
    rmSync(this.#file, { force: true });
  }
}
