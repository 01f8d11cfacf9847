/**
 * What a request without the token gets. A tab that was let in before and is loaded again has taken the token out of its
 * address, and keeps it in its session storage, which no other origin (so no other port) and no other tab can read. Only
 * a script can get it from there: this one, which asks once more, with the token.
 */
import { makeNonce } from '../../inspector/page/report.ts';
import { tokenKey } from '../../protocol/rpc/webview.ts';

/** A token that was refused is forgotten: asking with it again would go on for ever. */
const script = `const key = ${JSON.stringify(tokenKey)};
if (location.search) sessionStorage.removeItem(key);
else {
  const token = sessionStorage.getItem(key);
  if (token) {
    document.documentElement.hidden = true;
    location.replace('/?token=' + encodeURIComponent(token));
  }
}`;

const style = `:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 34em; margin: 20vh auto; padding: 0 1.5em; }
h1 { font-size: 1.3em; }
code { font: 0.95em ui-monospace, monospace; }`;

export function refusal() {
  const nonce = makeNonce();
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
  return {
    status: 401,
    type: 'text/html',
    headers: { 'Content-Security-Policy': policy, 'WWW-Authenticate': 'Bearer' },
    text: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Loopscope: the token is missing</title>
<style nonce="${nonce}">
${style}
</style>
<script nonce="${nonce}">
${script}
</script>
</head>
<body>
<main>
<h1>This page needs its token</h1>
<p>Open the whole address that <code>loopscope dashboard</code> printed. It ends in a token, a new one for each run.</p>
</main>
</body>
</html>
`,
  };
}
