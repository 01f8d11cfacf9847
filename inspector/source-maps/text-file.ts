/** Reads scripts and maps from this machine's disk: the edge that the mapper is given when target and client share it. */
import { constants } from 'node:fs';
import { open, stat } from 'node:fs/promises';

/** Bytes. Larger than any bundle that was met; reading and parsing one of this size takes under two seconds. */
export const largestFile = 64 * 2 ** 20;

/**
 * What the mapper needs of a file system. Paths are local names, made from what a target says and by the user's
 * path mapping; `remotePath` is the same file's name in the target. None of these throws but for cancellation.
 */
export interface TextFiles {
  /** The whole text; `null` when there is no such regular file or it is too large. */
  readonly readText: (
    path: string,
    signal: AbortSignal,
    remotePath: string,
  ) => Promise<string | null>;
  /** Differs when the file has changed; `null` when there is no such file or that cannot be known. */
  readonly version: (path: string, signal: AbortSignal) => Promise<string | null>;
}

/**
 * Why it is safe that a target chooses the path: the text is searched for a source map comment and for mappings,
 * and nothing of it is shown but file names and positions. Whoever attaches could read these files anyway, and the
 * target learns nothing: the text does not go back. What is left is harm by reading as such, so nothing is opened
 * that is not a regular file: a FIFO would block, a device would act.
 */
export const localFiles: TextFiles = {
  async readText(path) {
    try {
      if (!(await stat(path)).isFile()) return null;
      // Between the two calls the path may have become a FIFO; O_NONBLOCK keeps `open` from waiting for its writer.
      const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
      try {
        const { size } = await file.stat();
        if (!(await file.stat()).isFile() || size > largestFile) return null;
        // As many bytes as were announced: a file in /proc has size 0 and no end.
        const bytes = Buffer.alloc(size);
        let filled = 0;
        while (filled < size) {
          const { bytesRead } = await file.read(bytes, filled, size - filled, filled);
          if (bytesRead === 0) break;
          filled += bytesRead;
        }
        return new TextDecoder().decode(bytes.subarray(0, filled));
      } finally {
        await file.close();
      }
    } catch {
      // No such file, no permission, a name that is too long or holds a NUL byte: all the same to the caller.
      return null;
    }
  },

  async version(path) {
    try {
      const found = await stat(path);
      return found.isFile() ? `${found.mtimeMs}:${found.size}:${found.ino}` : null;
    } catch {
      return null;
    }
  },
};
