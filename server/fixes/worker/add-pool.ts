/** The pool of threads that runs what moved. */
import type { RuleContext } from '../../rules/rule.ts';
import type { FixBuilder } from '../fix-builder.ts';
import { endOfStatement, nameFor, quoteOf } from '../imports.ts';
import type { WorkerPlace } from './worker-place.ts';

/** After the imports, so that everything that runs while the module starts can use it. */
export function addPool(
  fix: FixBuilder,
  { source }: RuleContext,
  pool: string,
  { filename, isCommonJs }: WorkerPlace,
  isTyped: boolean,
  { at, isFirst }: { at: number; isFirst: boolean },
): void {
  const end = endOfStatement(source);
  const known = nameFor(source, 'piscina', 'Piscina');
  const quote = quoteOf(source);
  const added =
    isCommonJs && !isTyped
      ? `const { Piscina } = require(${quote}piscina${quote})${end}\n`
      : `import { Piscina } from ${quote}piscina${quote}${end}\n`;
  const made = `const ${pool} = new ${known ?? 'Piscina'}({ filename: ${filename} })${end}\n`;
  fix.insertBefore({ start: at }, `${known ? '' : added}\n${made}${isFirst ? '\n' : ''}`);
}
