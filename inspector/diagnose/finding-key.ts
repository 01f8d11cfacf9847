/** Identity of a finding over time, so that a session can say which are new, which go on and which have ended. */
import type { Finding } from '../../protocol/finding.ts';

/** The first blocks of it may be too short to tell it from computing: that is no other fault. */
const starvation = 'microtask starvation';

/** The same for the same fault at the same place, however its numbers change. */
export function findingKey({ id, cause, location }: Finding): string {
  const place = location ? [location.file, location.line, location.column] : [];
  return [id, cause === starvation ? 'compute' : (cause ?? ''), ...place].join('\u0000');
}
