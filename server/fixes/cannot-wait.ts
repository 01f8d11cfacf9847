/** Why a function cannot become async. */
import { basename } from 'node:path';
import type { FunctionNode } from '../analysis/ast.ts';
import { ancestor, functionName, isClass } from '../analysis/ast.ts';
import { originKey } from '../analysis/origin.ts';
import type { AnalyzedFile } from '../analysis/project.ts';

/** Thrown within a fix: the reason why it cannot be made, as a clause. */
export class Refusal extends Error {}

export interface Stability {
  /** The exports of this file keep their signatures. */
  isStable(file: string): boolean;
}

/** @throws Refusal when others outside the project may call it, and the user wants that to stay as it is */
export function refuseStable(
  { source, summary }: AnalyzedFile,
  fn: FunctionNode,
  stability: Stability,
): void {
  if (!stability.isStable(source.path)) return;
  const owner = ancestor(fn, isClass);
  const name = owner && isClass(owner) ? owner.id?.name : functionName(fn);
  const isExported = Object.entries(summary.exports).some(
    ([exported, { module, path }]) =>
      (exported === 'default' && !name) ||
      (module === '.' && (path === `.${name}` || path.startsWith(`.${name}#`))),
  );
  if (isExported)
    throw new Refusal(
      `${name ?? 'it'} is an export of ${basename(source.path)}, which is marked as stable`,
    );
}

/** @throws Refusal */
export function refuseWhatCannotWait({ source, origins }: AnalyzedFile, fn: FunctionNode): void {
  if (fn.generator) throw new Refusal('a generator gives its values at once');
  const { parent } = fn;
  if (parent?.type === 'MethodDefinition' && parent.kind !== 'method')
    throw new Refusal(
      parent.kind === 'constructor' ? 'a constructor cannot wait' : 'a property cannot wait',
    );
  if (parent?.type === 'Property' && parent.kind !== 'init')
    throw new Refusal('a property cannot wait');
  if (parent?.type === 'NewExpression') {
    const origin = origins.of(parent.callee);
    if (origin && originKey(origin) === 'global.Promise')
      throw new Refusal('what a promise is made with cannot wait');
  }
  const statement =
    ancestor(fn, (node) => /Program|ClassBody|BlockStatement/.test(node.parent?.type ?? '')) ?? fn;
  const own = /Program|ClassBody|BlockStatement/.test(fn.parent?.type ?? '') ? fn : statement;
  const before = source.comments.findLast((one) => one.end <= own.start);
  const isBeside = before && source.text.slice(before.end, own.start).trim() === '';
  if (isBeside && /@(?:stable|public|api)\b/.test(before.value))
    throw new Refusal('its comment says that others rely on it');
}
