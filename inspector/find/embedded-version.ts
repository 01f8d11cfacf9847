/**
 * The version that a Node binary carries inside: the address of its own release (`process.release.sourceUrl`).
 * Reading it starts nothing. Measured on official builds of Node 18 to 26 (87 to 142 MB): it stands at 36 to 43 % of
 * the file, found in 11 to 21 ms with the file in the page cache, where the binary of a running process is.
 */
import { open, stat } from 'node:fs/promises';

const needle = Buffer.from('https://nodejs.org/download/release/v');
const chunkBytes = 1 << 20;
const tailBytes = needle.length + 32;
/** How long a caller waits. A slow disk goes on reading, and a later call has the answer. */
const patienceMs = 150;
const cache = new Map<string, Promise<string | null>>();

/** `null` when the file is unreadable, has no release in it, or is not read yet. */
export async function embeddedVersion(path: string): Promise<string | null> {
  try {
    const { dev, ino, mtimeMs } = await stat(path);
    const key = `${dev}:${ino}:${mtimeMs}`;
    const version = cache.get(key) ?? scan(path).catch(() => null);
    cache.set(key, version);
    return await patiently(version);
  } catch {
    return null;
  }
}

async function scan(path: string): Promise<string | null> {
  const file = await open(path);
  try {
    const chunk = Buffer.allocUnsafe(chunkBytes);
    for (let position = 0; ; position += chunkBytes - tailBytes) {
      const { bytesRead } = await file.read(chunk, 0, chunkBytes, position);
      const version = versionIn(chunk.subarray(0, bytesRead));
      if (version) return version;
      if (bytesRead < chunkBytes) return null;
    }
  } finally {
    await file.close();
  }
}

export function versionIn(bytes: Buffer): string | null {
  for (let at = bytes.indexOf(needle); at >= 0; at = bytes.indexOf(needle, at + 1)) {
    const text = bytes.toString('latin1', at + needle.length, at + tailBytes);
    const version = /^(\d+\.\d+\.\d+)\//.exec(text)?.[1];
    if (version) return version;
  }
  return null;
}

async function patiently(version: Promise<string | null>): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, patienceMs, null);
  });
  try {
    return await Promise.race([version, late]);
  } finally {
    clearTimeout(timer);
  }
}
