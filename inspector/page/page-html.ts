/** The document around the page's script, and what it may do. The same in the editor, a browser and a report. */

export interface PageHtml {
  readonly title: string;
  /** A new one for each document. */
  readonly nonce: string;
  /** Where the script is, or the script itself. */
  readonly script: { readonly source: string } | { readonly text: string };
  /** Where the page may connect to; nowhere when absent. */
  readonly connect?: string;
  /** What stands for the page where no script runs. Plain text. */
  readonly summary?: readonly string[];
  /** The page's data: it shows these, and looks for no host. */
  readonly data?: unknown;
}

/**
 * Scripts only with the nonce; no styles in markup, for the page makes its own as style sheet objects; nothing remote.
 * The one policy that may turn text into markup is that of lit, whose templates are literals of ours.
 */
export function contentSecurityPolicy({ nonce, connect }: Pick<PageHtml, 'nonce' | 'connect'>) {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    ...(connect ? [`connect-src ${connect}`] : []),
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types lit-html',
  ].join('; ');
}

export const dataElement = 'loopscope-report';

export function pageHtml(page: PageHtml): string {
  const { title, nonce, script, data, summary } = page;
  const tag =
    'source' in script
      ? `<script type="module" nonce="${nonce}" src="${escapeHtml(script.source)}"></script>`
      : `<script type="module" nonce="${nonce}">${script.text}</script>`;
  const json =
    data === undefined
      ? ''
      : `<script type="application/json" id="${dataElement}">${scriptJson(data)}</script>`;
  const lines = (summary ?? ['This page needs JavaScript.']).map(escapeHtml).join('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy(page)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(title)}</title>
</head>
<body>
<noscript><pre>${lines}</pre></noscript>
${json}
${tag}
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Nothing in it can end the element: neither `</script>` nor `<!--`. */
function scriptJson(data: unknown): string {
  return JSON.stringify(data).replaceAll('<', String.raw`\u003c`);
}
