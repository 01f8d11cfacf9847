/** What kind of thing a suspended `await` waits for, as far as its source text and the internal frames below it tell. */
import type { TaskGroup } from '../../protocol/pending-tasks.ts';
import { placeOf } from './location.ts';

export type AwaitedKind = 'request' | 'timer' | 'event' | 'lock' | 'other';

export interface AwaitedCall {
  readonly kind: AwaitedKind;
  /** The called function, such as `fetch`; `null` when it is no call or not known. */
  readonly callee: string | null;
}

/** Names that are used for the same thing throughout the ecosystem. What is not listed is `other`. */
const kinds: readonly (readonly [AwaitedKind, RegExp])[] = [
  ['request', /^(?:globalThis\.)?fetch$|^(?:axios|got|ky|undici|https?|superagent|needle)(?:\.|$)/],
  ['timer', /(?:^|\.)(?:sleep|delay|wait|setTimeout|setImmediate|scheduler\.wait)$/],
  ['event', /(?:^|\.)(?:once|on)$/],
  ['lock', /(?:^|\.)#?(?:acquire|lock|runExclusive|getConnection)$|pool\.connect$/i],
];

/** The lint rule that looks for this kind of wait without an end. */
export const ruleOfAwaited: Readonly<Record<AwaitedKind, string>> = {
  request: 'time/no-timeout',
  timer: 'leak/listener',
  event: 'time/once',
  lock: 'res/release',
  other: 'settle/path',
};

export function awaitedCall({ frames, waitsFor }: TaskGroup): AwaitedCall {
  const entered =
    placeOf(frames)
      ?.skipped.at(-1)
      ?.function.replace(/^async /, '') ?? null;
  const callee = entered ?? calleeIn(waitsFor);
  const kind = kinds.find(([, names]) => callee !== null && names.test(callee))?.[0] ?? 'other';
  return { kind, callee };
}

/** The forms are those of inspector/derive/task-groups.ts. */
function calleeIn(waitsFor: string | null): string | null {
  const text = waitsFor?.replace(/^(?:a shared promise inside|the next value of) /, '') ?? '';
  return /^(?!new\b)([\p{ID_Start}$_][\p{ID_Continue}$.#]*)\(/u.exec(text)?.[1] ?? null;
}
