/** Finds where a script says that its source map is, and unpacks maps that are written into the script. Pure. */

/** Comments that may follow the one that is looked for, such as a licence or `//# sourceURL=`. */
const trailingLines = 20;

/** The last of the characters that are control characters or blank. */
const space = 32;

const key = 'sourceMappingURL=';
const opening = /(?:\/\/|\/\*)[#@][ \t]*$/;

/**
 * The URL of the last `//# sourceMappingURL=` comment (or the older `//@`, or the form with stars), if nothing but
 * comments and white space follows it; otherwise `null`.
 *
 * A tool that handles such comments has them in its strings, and a bundler leaves those of its inputs in the
 * middle. That is why the search goes backwards, ends at the first line of code, and is careful with quotes.
 * Minified lines and inline maps have tens of megabytes: each is gone through once, by native searches.
 */
export function mappingUrl(script: string): string | null {
  let end = script.length;
  for (let lines = 0; lines < trailingLines && end > 0; lines++) {
    while (end > 0 && script.charCodeAt(end - 1) <= space) end--;
    const start = script.lastIndexOf('\n', end - 1) + 1;
    const line = script.slice(start, end).trim();
    const alone = line.startsWith('//') || (line.startsWith('/*') && line.endsWith('*/'));
    const at = alone ? line.indexOf(key) : line.lastIndexOf(key);
    const before = line.slice(Math.max(0, at - 20), Math.max(0, at));
    if (at >= 0 && opening.test(before)) {
      const url = urlIn(line.slice(at + key.length));
      if (url !== null && !isInString(url, alone)) return url;
    }
    if (!alone) return null;
    end = start;
  }
  return null;
}

function urlIn(rest: string): string | null {
  const url = (rest.endsWith('*/') ? rest.slice(0, -2) : rest).trimEnd();
  return url === '' || /\s/.test(url) ? null : url;
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
