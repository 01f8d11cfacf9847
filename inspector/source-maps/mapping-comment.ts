/** Finds where a script says that its source map is, and unpacks maps that are written into the script. Pure. */

/** Comments that may follow the one that is looked for, such as a licence or `//# sourceURL=`. */
const trailingLines = 20;

/** The last of the characters that are control characters or blank. */
const space = 32;

const comments = /^(?:\/\/|\/\*)[#@][ \t]*sourceMappingURL=(\S+?)[ \t]*(?:\*\/[ \t]*)?$/;

/**
 * The URL of the last `//# sourceMappingURL=` comment (or the older `//@`, or the form with stars), if nothing but
 * comments and white space follows it; otherwise `null`.
 *
 * A tool that handles such comments has them in its strings, and a bundler leaves those of its inputs in the
 * middle. That is why the search goes backwards, ends at the first line of code, and is careful with quotes.
 */
export function mappingUrl(script: string): string | null {
  let end = script.length;
  for (let lines = 0; lines < trailingLines; lines++) {
    while (end > 0 && script.charCodeAt(end - 1) <= space) end--;
    const start = lineStart(script, end);
    const comment = lastComment(script, start, end);
    if (comment === null) return null;
    const url = comments.exec(comment.text)?.[1];
    if (url !== undefined && !isInString(url, comment.alone)) return url;
    if (!comment.alone) return null;
    end = start;
  }
  return null;
}

function lineStart(script: string, end: number): number {
  return Math.max(script.lastIndexOf('\n', end - 1), script.lastIndexOf('\r', end - 1)) + 1;
}

/** After code on the same line, any quote is suspicious; URI-encoded maps on their own line may contain some. */
function isInString(url: string, alone: boolean): boolean {
  return (alone ? /['"`][;,)\]]*$/ : /['"`]/).test(url);
}

/** The text of an inline map; `null` for a URL that is not `data:` or cannot be decoded. */
export function inlineMap(url: string): string | null {
  const comma = url.indexOf(',');
  if (!/^data:/i.test(url) || comma < 0) return null;
  const payload = url.slice(comma + 1);
  try {
    if (!/;\s*base64$/i.test(url.slice(0, comma))) return decodeURIComponent(payload);
    // Some tools encode the letters `+`, `/` and `=` of base64 as well.
    const base64 = payload.includes('%') ? decodeURIComponent(payload) : payload;
    return new TextDecoder().decode(Buffer.from(base64, 'base64'));
  } catch {
    return null;
  }
}

/** The comment at the end of a line; a minified line has many megabytes, so nothing here looks at all of it twice. */
function lastComment(
  script: string,
  start: number,
  end: number,
): { text: string; alone: boolean } | null {
  const marks = ['//#', '//@', '/*#', '/*@'].map((mark) => lastIn(script, mark, start, end));
  let at = Math.max(...marks);
  if (at < 0) {
    const first = start + leadingBlanks(script, start, end);
    if (!script.startsWith('//', first) && !isBlockComment(script, first, end)) return null;
    at = first;
  }
  return { text: script.slice(at, end), alone: isBlank(script, start, at) };
}

function isBlockComment(script: string, at: number, end: number): boolean {
  return (
    script.startsWith('/*', at) &&
    script
      .slice(Math.max(at, end - 40), end)
      .trimEnd()
      .endsWith('*/')
  );
}

function lastIn(script: string, mark: string, start: number, end: number): number {
  const at = script.slice(start, end).lastIndexOf(mark);
  return at < 0 ? -1 : start + at;
}

function leadingBlanks(script: string, start: number, end: number): number {
  let at = start;
  while (at < end && (script[at] === ' ' || script[at] === '\t' || script[at] === '\uFEFF')) at++;
  return at - start;
}

function isBlank(script: string, start: number, end: number): boolean {
  return start + leadingBlanks(script, start, end) === end;
}
