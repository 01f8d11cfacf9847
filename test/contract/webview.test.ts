// What the page promises whoever opens it: it is small, and no text of a target becomes markup or code.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { dataElement } from '../../inspector/page/page-html.ts';
import { root } from '../../scripts/setup/root.mjs';

/** Properties and functions that make markup or code of text, and styles or handlers in markup. */
const sinks =
  /\b(innerHTML|outerHTML|insertAdjacentHTML|setHTMLUnsafe|parseHTMLUnsafe|unsafeHTML|unsafeSVG|unsafeStatic|createContextualFragment|srcdoc|document\.write|DOMParser|eval|Function)\b\s*(\(|=|`|,|\})|<[a-z][^>]*\sstyle=|<[a-z][^>]*\son[a-z]+=|styleMap/;

const sources = (readdirSync(join(root, 'webview'), { recursive: true }) as string[])
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .map((name) => ({ name, text: readFileSync(join(root, 'webview', name), 'utf8') }));

test('the bundle is below 150 kB, compressed', () => {
  const bundle = readFileSync(join(root, 'dist/webview.js'));
  expect(gzipSync(bundle, { level: 9 }).length).toBeLessThan(150_000);
});

test('no source makes markup or code of text', () => {
  expect(sources.length).toBeGreaterThan(30);
  expect(sources.filter(({ text }) => sinks.test(text)).map(({ name }) => name)).toEqual([]);
});

test.each([
  'element.innerHTML = name',
  'import { unsafeHTML } from "lit-html/directives/unsafe-html.js"',
  'html`${unsafeHTML(name)}`',
  'element.insertAdjacentHTML("beforeend", name)',
  'new Function(text)',
  'html`<p style="color: red">`',
  'html`<img src=x onerror=go>`',
])('the check sees %s', (fault) => {
  expect(fault).toMatch(sinks);
});

test('nothing in the bundle can end the script element that it is put into', () => {
  expect(readFileSync(join(root, 'dist/webview.js'), 'utf8')).not.toMatch(/<\/script|<!--/i);
});

test('page and report mean the same element', () => {
  const host = sources.find(({ name }) => name.endsWith('report-host.ts'))?.text;
  expect(host).toContain(`const dataElement = '${dataElement}'`);
});
