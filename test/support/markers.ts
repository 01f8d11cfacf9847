/** Where a fixture says that an `await` is: at the lines that end with `// await: name`. */
import { readFileSync } from 'node:fs';
import type { Combinator, Frame } from '../../protocol/frame.ts';
import type { TaskGroup } from '../../protocol/pending-tasks.ts';

/** What V8 reports the column of: the keyword, but in `for await` the loop's variable. */
const position = /(?<=for await \(const )\w|(?<!for )\bawait\b/;

export class Markers {
  readonly #names = new Map<string, string>();

  constructor(...files: readonly string[]) {
    for (const file of files) this.#read(file);
  }

  #read(file: string): void {
    readFileSync(file, 'utf8')
      .split('\n')
      .forEach((text, i) => {
        const name = /\/\/ await: (\S+)$/.exec(text)?.[1];
        if (name === undefined) return;
        if ([...this.#names.values()].includes(name))
          throw new Error(`two awaits are called ${name}`);
        this.#names.set(`${file}:${i + 1}:${text.search(position) + 1}`, name);
      });
  }

  /**
   * One line for a group: `2 × inner@name < outer@name`, innermost first. A name stands for the exact file, line and
   * column; what is nowhere marked is written out. `≈` for a count that is not exact, `!` for a proven cycle.
   */
  describe(group: TaskGroup): string {
    const state = group.state === 'cycle' ? `cycle${group.proven ? '!' : ''} ` : '';
    const count = `${group.countIsExact ? '' : '≈'}${group.count} × `;
    const more = group.truncated ? ' < …' : '';
    return state + count + group.frames.map((frame) => this.#frame(frame)).join(' < ') + more;
  }

  #frame(frame: Frame): string {
    const at = `${frame.file}:${frame.line}:${frame.column}`;
    const through = [frame.combinator, ...(frame.outerCombinators ?? [])]
      .map((combinator) => combinator && combinatorText(combinator))
      .join('');
    return `${frame.function}@${frame.file === '' ? 'nowhere' : (this.#names.get(at) ?? at)}${through}`;
  }
}

function combinatorText({ kind, index, members }: Combinator): string {
  return `[${kind}${index === null ? '' : ` ${index}`}${members === undefined ? '' : ` of ${members}`}]`;
}
