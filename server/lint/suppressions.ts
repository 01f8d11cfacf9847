/**
 * Comments by which people say that a finding is meant to be: `// loopscope-disable-next-line <id> -- reason`,
 * `// loopscope-disable-line <id>`, and `/* loopscope-disable <id> *\/` for the rest of the file. Without an id they
 * speak of all rules.
 */
import type { SourceFile } from '../analysis/source-file.ts';

const pattern = /^\s*loopscope-disable(-next-line|-line)?(?![\w-])(.*)$/s;

export function createSuppressions(source: SourceFile): (rule: string, line: number) => boolean {
  const entries = source.comments.flatMap((comment) => {
    const match = pattern.exec(comment.value);
    if (!match) return [];
    const [, scope = '', rest = ''] = match;
    const first = source.positionAt(comment.start).line;
    const last = source.positionAt(comment.end).line;
    const [names = ''] = rest.split(/(?:^|\s)--/);
    const ids = names.split(/[\s,]+/).filter(Boolean);
    if (scope === '-line') return [{ from: first, to: first, ids }];
    if (scope === '-next-line') return [{ from: last + 1, to: last + 1, ids }];
    return [{ from: first, to: Number.POSITIVE_INFINITY, ids }];
  });
  return (rule, line) =>
    entries.some(
      ({ from, to, ids }) =>
        from <= line && line <= to && (ids.length === 0 || ids.some((id) => matches(id, rule))),
    );
}

/** `block` stands for all rules of the group. */
const matches = (id: string, rule: string): boolean => id === rule || rule.startsWith(`${id}/`);
