/** Writing to standard output and standard error, also when the reader has gone away. */

export interface Output {
  readonly isTerminal: boolean;
  /** Columns of the terminal; infinite when it is none, so that nothing is cut in files and pipes. */
  readonly columns: number;
  /** Resolves when the text is out, or when nobody reads any more. */
  write(text: string): Promise<void>;
}

/** `head` and `less` close the pipe when they have enough: that is no error. */
const readerLeft = new Set(['EPIPE', 'ERR_STREAM_DESTROYED', 'ECONNRESET']);

/** Node's types hide that a pipe has neither `isTTY` nor `columns`. */
type Stream = Pick<NodeJS.WriteStream, 'on' | 'write'> &
  Partial<Pick<NodeJS.WriteStream, 'isTTY' | 'columns'>>;

export function outputTo(stream: Stream): Output {
  let gone = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (!readerLeft.has(error.code ?? '')) return;
    gone = true;
  });
  return {
    isTerminal: stream.isTTY === true,
    get columns() {
      if (!stream.isTTY) return Number.POSITIVE_INFINITY;
      return stream.columns || 80;
    },
    write: (text) =>
      new Promise((resolve, reject) => {
        if (gone) return resolve();
        stream.write(text, (error) => {
          const code = (error as NodeJS.ErrnoException | undefined)?.code ?? '';
          if (error && !readerLeft.has(code)) reject(error);
          else resolve();
        });
      }),
  };
}
