/** Writing to standard output and standard error, also when the reader has gone away. */

export interface Output {
  readonly isTerminal: boolean;
  /** Columns of the terminal; infinite when it is none, so that nothing is cut in files and pipes. */
  readonly columns: number;
  /** Resolves when the text is out, or when nobody reads any more. */
  write(text: string): Promise<void>;
  /** Resolves when it is known that nobody reads any more, which the next `write` finds out. */
  readonly readerLeft: Promise<void>;
}

/** `head` and `less` close the pipe when they have enough: that is no error. */
const readerLeftCodes = new Set(['EPIPE', 'ERR_STREAM_DESTROYED', 'ECONNRESET']);

/** Node's types hide that a pipe has neither `isTTY` nor `columns`. */
type Stream = Pick<NodeJS.WriteStream, 'on' | 'write'> &
  Partial<Pick<NodeJS.WriteStream, 'isTTY' | 'columns'>>;

export function outputTo(stream: Stream): Output {
  let gone = false;
  let leave = () => {};
  const left = new Promise<void>((resolve) => {
    leave = resolve;
  });
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (!readerLeftCodes.has(error.code ?? '')) return;
    gone = true;
    leave();
  });
  return {
    isTerminal: stream.isTTY === true,
    get columns() {
      if (!stream.isTTY) return Number.POSITIVE_INFINITY;
      return stream.columns || 80;
    },
    readerLeft: left,
    write: (text) =>
      new Promise((resolve, reject) => {
        if (gone) return resolve();
        stream.write(text, (error) => {
          const code = (error as NodeJS.ErrnoException | undefined)?.code ?? '';
          if (error && !readerLeftCodes.has(code)) reject(error);
          else resolve();
        });
      }),
  };
}
