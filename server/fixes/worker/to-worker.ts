/** Brings what takes long to a worker thread: the function it is in, or else only the statements. */
import type { Node } from '../../analysis/ast.ts';
import { enclosingFunction } from '../../analysis/ast.ts';
import type { FixResult, RuleContext } from '../../rules/rule.ts';
import { FixBuilder } from '../fix-builder.ts';
import { type ExtractOptions, extractToWorker } from './extract-to-worker.ts';
import { isNamedAtTopLevel, moveToWorker } from './move-to-worker.ts';

/** @param node what takes long */
export function toWorker(context: RuleContext, node: Node, options: ExtractOptions): FixResult {
  const fn = enclosingFunction(node);
  const whole = moveToWorker(context, fn, options.refusedResult);
  if (whole instanceof FixBuilder) return whole;
  const part = extractToWorker(context, node, options);
  return part instanceof FixBuilder || !fn || !isNamedAtTopLevel(fn) ? part : whole;
}
