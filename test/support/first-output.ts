import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** The first chunk that a command prints. One that ends before is an error at once, not a test that times out. */
export async function firstOutput(child: ChildProcess): Promise<string> {
  const found = new AbortController();
  const { signal } = found;
  try {
    const [printed] = await Promise.race([
      once(child.stdout ?? child, 'data', { signal }),
      once(child, 'close', { signal }).then(([code]) => {
        throw new Error(`${child.spawnargs.join(' ')} ended with ${code} and printed nothing`);
      }),
    ]);
    return String(printed);
  } finally {
    found.abort();
  }
}
