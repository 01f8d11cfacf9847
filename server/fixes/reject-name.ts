/** Gives a fix the resolver that rejects a promise that is made by hand. */
import type { ManualPromise } from '../analysis/settling.ts';
import type { SourceFile } from '../analysis/source-file.ts';
import type { FixBuilder } from './fix-builder.ts';
import { freeName } from './imports.ts';

/** @returns its name, which is added to the executor if it is not there; `null` when it cannot be added */
export function rejectName(
  source: SourceFile,
  { executor, reject }: ManualPromise,
  fix: FixBuilder,
): string | null {
  if (reject) return reject.name;
  const [first, ...others] = executor?.params ?? [];
  if (!executor || first?.type !== 'Identifier' || others.length > 0) return null;
  const name = freeName(source, 'reject');
  const hasParentheses = source.text[executor.async ? first.start - 1 : executor.start] === '(';
  if (hasParentheses || executor.type !== 'ArrowFunctionExpression')
    fix.insertAfter(first, `, ${name}`);
  else fix.replace(first, `(${fix.textOf(first)}, ${name})`);
  return name;
}
