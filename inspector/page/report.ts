/** A report: everything that was seen, as one HTML file that shows itself, or as JSON for tools. */
import { randomBytes } from 'node:crypto';
import type { ReportDocument } from '../../protocol/rpc/webview.ts';
import { pageHtml } from './page-html.ts';

export interface Report {
  readonly fileName: string;
  readonly mimeType: string;
  readonly text: string;
}

export function makeNonce(): string {
  return randomBytes(18).toString('base64url');
}

/** @param script the text of the page's bundle */
export function report(
  document: ReportDocument,
  format: 'html' | 'json',
  script: () => string,
): Report {
  const { target, address } = document.pictures.status;
  const time = new Date(document.exportedAt).toISOString();
  const stamp = time.slice(0, 19).replaceAll(':', '-');
  const fileName = `loopscope-${target?.pid ?? safeName(address)}-${stamp}.${format}`;
  if (format === 'json') {
    return { fileName, mimeType: 'application/json', text: `${JSON.stringify(document)}\n` };
  }
  const title = `Loopscope: ${target ? `process ${target.pid}` : address}, ${time}`;
  const text = pageHtml({
    title,
    nonce: makeNonce(),
    script: { text: script() },
    summary: [title, '', ...findingLines(document)],
    data: document,
  });
  return { fileName, mimeType: 'text/html', text };
}

function findingLines({ pictures }: ReportDocument): readonly string[] {
  const { findings } = pictures.findings;
  if (findings.length === 0) return ['No findings.'];
  return findings.map(({ finding }) => {
    const { severity, certainty, message, location } = finding;
    const place = location ? ` ${location.file}:${location.line}:${location.column}` : '';
    return `${severity} (${certainty}): ${message}${place}`;
  });
}

function safeName(text: string): string {
  return text
    .slice(0, 60)
    .replace(/[^A-Za-z0-9.]+/g, '-')
    .replace(/^-|-$/g, '');
}
