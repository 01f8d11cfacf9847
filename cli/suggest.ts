/** What was probably meant, for a word that was mistyped. */

/** The candidate with the fewest edits, unless even that one is mostly different. */
export function suggest(word: string, candidates: readonly string[]): string | null {
  const limit = Math.max(1, Math.floor(word.length / 3));
  const best = candidates
    .map((candidate) => ({ candidate, edits: editDistance(word.slice(0, 40), candidate) }))
    .sort((a, b) => a.edits - b.edits)[0];
  return best && best.edits <= limit ? best.candidate : null;
}

/** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
function editDistance(a: string, b: string): number {
  const at = (rows: readonly number[][], i: number, j: number) => rows[i]?.[j] ?? 0;
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= b.length; j++) {
      const replace = at(rows, i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = swapped ? at(rows, i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min(replace, swap, at(rows, i - 1, j) + 1, at(rows, i, j - 1) + 1));
    }
  }
  return at(rows, a.length, b.length);
}
