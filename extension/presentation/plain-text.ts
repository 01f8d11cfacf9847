/** Makes text of a target harmless in each place of the editor that gives some characters a meaning. */

// Control characters, and those that reorder or hide what follows (bidirectional and zero-width marks).
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const invisible = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g;

/** One line without invisible characters, at most `limit` characters long. */
export function oneLine(text: string, limit = 300): string {
  // Cut before the work: a target may report a megabyte.
  const line = text
    .slice(0, limit * 4)
    .replace(invisible, ' ')
    .trim();
  return line.length > limit ? `${line.slice(0, limit - 1)}…` : line;
}

/** For Markdown: every punctuation character stands for itself, so there is no link, image, HTML or icon. */
export function escapeMarkdown(text: string): string {
  return oneLine(text).replace(/[!-/:-@[-`{-~]/g, String.raw`\$&`);
}

/** A Markdown code block that nothing inside can end. */
export function codeBlock(lines: readonly string[]): string {
  const clean = lines.map((line) => line.replace(invisible, ' '));
  const longestRun = Math.max(2, ...clean.map(longestBacktickRun));
  const fence = '`'.repeat(longestRun + 1);
  return `${fence}text\n${clean.join('\n')}\n${fence}`;
}

function longestBacktickRun(line: string): number {
  return Math.max(0, ...(line.match(/`+/g) ?? []).map((run) => run.length));
}

/** For quick picks and the status bar, which draw `$(name)` as an icon. */
export function escapeIcons(text: string): string {
  return oneLine(text).replaceAll('$(', String.raw`\$(`);
}

/**
 * For notifications and progress, where `[text](command:...)` is a link that runs a command:
 * the two brackets of a link never touch.
 */
export function notificationText(text: string): string {
  return oneLine(text, 500).replaceAll('](', '] (');
}
