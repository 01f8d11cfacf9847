import { expect, test } from 'vitest';
import { contentSecurityPolicy, pageHtml } from './page-html.ts';
import { PageModel } from './page-model.ts';
import { report } from './report.ts';

const hostile = `</script><!--<script>alert(1)//"'&\u2028\u202e`;

const document = () =>
  new PageModel({
    subject: {
      address: hostile,
      state: { kind: 'live' },
      target: null,
      attachMs: null,
      live: null,
      thresholds: { stuckAfterMs: 10_000, blockMs: 100 },
      budgetPercent: 2,
    },
    abilities: { openSource: false, attachAgain: false, report: null },
    now: () => Date.UTC(2026, 0, 15, 12),
  }).document();

test('the JSON is the document', () => {
  const { fileName, text } = report(document(), 'json', () => '');
  expect(fileName).toBe('loopscope-script-script-alert-1-2026-01-15T12-00-00.json');
  expect(JSON.parse(text)).toEqual(document());
});

test('text of the target ends neither an element nor an attribute', () => {
  const { text } = report(document(), 'html', () => 'void 0');
  expect(text.match(/<\/script/g)).toHaveLength(2);
  expect(text).not.toContain('<!--');
  expect(text).not.toContain('<script>');
  const data = /<script type="application\/json"[^>]*>(.*?)<\/script>/s.exec(text)?.[1] ?? '';
  expect(JSON.parse(data)).toEqual(document());
});

test('each document has its own nonce, and the policy names it', () => {
  const nonceOf = () => /script-src 'nonce-([\w-]+)'/.exec(html())?.[1];
  const html = () => report(document(), 'html', () => 'void 0').text;
  expect(nonceOf()).toMatch(/^[\w-]{24}$/);
  expect(nonceOf()).not.toBe(nonceOf());
});

test('the policy allows no inline code, no evaluation and nothing remote', () => {
  const policy = contentSecurityPolicy({ nonce: 'N', connect: 'ws://127.0.0.1:1' });
  expect(policy).not.toMatch(/unsafe|\*|https:/);
  expect(policy).toMatch(/^default-src 'none'; script-src 'nonce-N'; connect-src ws:/);
  expect(pageHtml({ title: 't', nonce: 'N', script: { source: 'main.js' } })).toContain(
    `content="${contentSecurityPolicy({ nonce: 'N' })}"`,
  );
});
