/** Starts client.ts as a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { agentForEsbuild } from '../../scripts/agent-bundle.mjs';
import { root } from '../../scripts/setup/root.mjs';

export class ClientProgram {
  readonly #file = join(root, `.cache/test-client-${process.pid}.mjs`);
  readonly #children = new Set<ChildProcess>();

  async build(): Promise<void> {
    await build({
      entryPoints: [join(import.meta.dirname, 'client.ts')],
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
  async start(pid: number, word: string, rounds = 0, step = ''): Promise<ChildProcess> {
    const args = [this.#file, String(pid), String(rounds), step];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#children.add(child);
    const lines = createInterface({ input: child.stdout });
    for await (const line of lines) if (line === word) return child;
    throw new Error(`the client ended without saying ${word}`);
  }

  dispose(): void {
    for (const child of this.#children) child.kill('SIGKILL');
    rmSync(this.#file, { force: true });
  }
}
