/** Numbers the functions of many files through, which is quicker to follow than names. */
import type { GraphFile } from './call-graph.ts';

export class FunctionNumbers {
  readonly #firsts = new Map<string, number>();
  readonly #byPath: ReadonlyMap<string, GraphFile>;
  /** The file of each number. */
  readonly #files: GraphFile[] = [];

  constructor(files: readonly GraphFile[]) {
    this.#byPath = new Map(files.map((file) => [file.path, file]));
    for (const file of files) {
      this.#firsts.set(file.path, this.#files.length);
      for (const _ of file.summary.functions) this.#files.push(file);
    }
  }

  get count(): number {
    return this.#files.length;
  }

  /** @param id number in its file; 0 is the top level. @returns NaN for a file that is not there */
  of(path: string, id: number): number {
    return (this.#firsts.get(path) ?? Number.NaN) + id;
  }

  file(path: string): GraphFile | undefined {
    return this.#byPath.get(path);
  }

  fileOf(number: number): GraphFile {
    return this.#files[number] as GraphFile;
  }

  functionAt(number: number): { readonly file: string; readonly id: number } {
    const { path } = this.fileOf(number);
    return { file: path, id: number - this.of(path, 0) };
  }

  /** For people. */
  nameOf(number: number): string {
    const { id } = this.functionAt(number);
    return this.fileOf(number).summary.functions[id]?.name ?? 'a function';
  }
}
