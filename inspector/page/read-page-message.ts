/** Checks what a page sends: the page may be any client that got hold of the token. */
import type { Location } from '../../protocol/location.ts';
import type { PageMessage } from '../../protocol/rpc/webview.ts';
import { mostOfPath } from './clip-text.ts';

/** UTF-16 units of text for the clipboard. */
const mostOfCopy = 1_000_000;

/** @returns `null` for anything that is no message */
export function readPageMessage(value: unknown): PageMessage | null {
  if (typeof value !== 'object' || value === null || !('type' in value)) return null;
  const message = value as Readonly<Record<string, unknown>>;
  switch (message['type']) {
    case 'ready':
      return { type: 'ready' };
    case 'attach-again':
      return { type: 'attach-again' };
    case 'follow':
      return { type: 'follow' };
    case 'visible': {
      const { visible } = message;
      return typeof visible === 'boolean' ? { type: 'visible', visible } : null;
    }
    case 'drawn': {
      const { sequence } = message;
      return isCount(sequence) ? { type: 'drawn', sequence } : null;
    }
    case 'export': {
      const { format } = message;
      return format === 'html' || format === 'json' ? { type: 'export', format } : null;
    }
    case 'copy': {
      const { text } = message;
      return isText(text, mostOfCopy) ? { type: 'copy', text } : null;
    }
    case 'open': {
      const place = readLocation(message['place']);
      const { generated } = message;
      const second = generated === null ? null : readLocation(generated);
      if (!place || (generated !== null && !second)) return null;
      return { type: 'open', place, generated: second };
    }
    default:
      return null;
  }
}

function readLocation(value: unknown): Location | null {
  if (typeof value !== 'object' || value === null) return null;
  const { file, line, column } = value as Readonly<Record<string, unknown>>;
  return isText(file, mostOfPath) && isCount(line) && isCount(column)
    ? { file, line, column }
    : null;
}

function isText(value: unknown, most: number): value is string {
  return typeof value === 'string' && value.length <= most;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
