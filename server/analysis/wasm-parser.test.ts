import { parseSync } from 'oxc-parser';
import { expect, test } from 'vitest';
import { loadWasmParser } from './wasm-parser.ts';

const options = { lang: 'tsx', astType: 'ts', range: true } as const;

test('gives the trees and the faults of the native parser', () => {
  const parse = loadWasmParser();
  for (const text of [
    'export class A<T> { async *go(@x() a: T) { for await (const b of a) yield /ü/u; } }\n// end',
    'const view = <p>{n ?? 10n}</p>;',
    'const = 1;',
    'let a = 1',
  ]) {
    const [one, other] = [parse('a.tsx', text, options), parseSync('a.tsx', text, options)];
    expect(one.program).toEqual(other.program);
    expect(one.comments).toEqual(other.comments);
    expect(one.errors).toEqual(other.errors);
  }
});
