/**
 * Fixtures as text: `//- /server.ts` begins a file (without one the text is `/main.js`), and `//^^^ rule-id: message`
 * under a line says what is found there: the carets stand under it. The message may be left out, or be its beginning.
 */

export interface ExpectedFinding {
  readonly file: string;
  readonly line: number;
  /** 1-based columns of the first and after the last `^`. */
  readonly column: number;
  readonly endColumn: number;
  readonly rule: string;
  readonly message: string;
}

export interface Fixture {
  /** Text by path, without the markers. */
  readonly files: Readonly<Record<string, string>>;
  readonly expected: readonly ExpectedFinding[];
}

const marker = /^(\s*)\/\/(\s*)(\^+)\s*([\w/-]+)(?::\s*(.*))?$/;

export function parseFixture(text: string, defaultPath = '/main.js'): Fixture {
  const files: Record<string, string> = {};
  const expected: ExpectedFinding[] = [];
  for (const { path, body } of split(text, defaultPath)) {
    const lines: string[] = [];
    for (const line of body.split('\n')) {
      const match = marker.exec(line);
      if (!match) {
        lines.push(line);
        continue;
      }
      const [, indent = '', gap = '', carets = '', rule = '', message = ''] = match;
      const column = indent.length + 2 + gap.length + 1;
      expected.push({
        file: path,
        line: lines.length,
        column,
        endColumn: column + carets.length,
        rule,
        message,
      });
    }
    files[path] = lines.join('\n');
  }
  return { files, expected };
}

function split(text: string, defaultPath: string): { path: string; body: string }[] {
  const trimmed = dedent(text);
  const parts = trimmed.split(/^\/\/- (\/\S+)\n/m);
  const [before = '', ...rest] = parts;
  const files = before.trim() === '' ? [] : [{ path: defaultPath, body: before }];
  for (let i = 0; i < rest.length; i += 2)
    files.push({ path: rest[i] as string, body: rest[i + 1] ?? '' });
  return files;
}

/** Takes away the indentation that all lines share, and the empty first line of a template. */
function dedent(text: string): string {
  const lines = text
    .replace(/^\n/, '')
    .replace(/\n[ \t]*$/, '\n')
    .split('\n');
  const indents = lines
    .filter((line) => line.trim() !== '')
    .map((line) => /^ */.exec(line)?.[0].length ?? 0);
  const shared = Math.min(...indents, 80);
  return lines.map((line) => line.slice(shared)).join('\n');
}
