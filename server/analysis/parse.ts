/** Text to syntax tree. With the WebAssembly loader the only importer of oxc-parser. */
import type { Comment, Node, ParseResult, ParserOptions, Program } from 'oxc-parser';
import keys from 'oxc-parser/src-js/generated/visit/keys.js';

export type { Comment, Node, Program };

/** The names of the fields that hold children, in the order of the text, by node type. */
export const visitorKeys: Readonly<Record<string, readonly string[]>> = keys;

export interface ParsedText {
  readonly program: Program;
  readonly comments: readonly Comment[];
  /** The first syntax error; the tree is empty or partial then. */
  readonly error: { readonly message: string; readonly offset: number } | null;
}

/** The native one where it is installed; the packaged extension has only the other. */
const { parseSync, parse: parseAsync } = await import('oxc-parser').then(
  (native) => native,
  async () => {
    const parseSync = (await import('./wasm-parser.ts')).loadWasmParser();
    return {
      parseSync,
      parse: async (...args: Parameters<typeof parseSync>) => parseSync(...args),
    };
  },
);

type Lang = 'js' | 'jsx' | 'ts' | 'tsx' | 'dts';

const langOf = (path: string): Lang => {
  if (/\.d\.[cm]?ts$/.test(path)) return 'dts';
  if (/\.[cm]?ts$/.test(path)) return 'ts';
  if (path.endsWith('.tsx')) return 'tsx';
  // JSX in .js files is common, and no JavaScript means something else with it.
  return 'jsx';
};

// The enum of the declarations does not exist when the program runs.
const isError = (severity: string): boolean => severity === 'Error';

const optionsFor = (path: string): ParserOptions => ({
  lang: langOf(path),
  astType: 'ts',
  preserveParens: false,
  sourceType: /\.cjs$|\.cts$/.test(path) ? 'commonjs' : 'unambiguous',
});

export const parse = (path: string, text: string): ParsedText =>
  parsedText(parseSync(path, text, optionsFor(path)));

/** On another thread, where the parser has one. What makes objects of the tree is done here, when it is first asked for. */
export const parseAside = async (path: string, text: string): Promise<ParsedText> =>
  parsedText(await parseAsync(path, text, optionsFor(path)));

function parsedText(result: ParseResult): ParsedText {
  const first = result.errors.find(({ severity }) => isError(severity));
  return {
    get program() {
      return result.program;
    },
    get comments() {
      return result.comments;
    },
    error: first ? { message: first.message, offset: first.labels[0]?.start ?? 0 } : null,
  };
}
