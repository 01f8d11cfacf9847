/**
 * Lost continuation: an async function was suspended, and what it waited for was collected as garbage.
 *
 * Means: Nothing can settle the promise any more, so the function never goes on: no result, no error, and its `finally`
 * never runs. Locks, files and counters that it holds stay as they are. Nothing else in Node reports it.
 *
 * Told by: Promises with an `await` behind them that were collected while pending, by the place of that `await`.
 *
 * Certainty: Proven when every settling was watched, so that none of them can have settled unseen. Suspected otherwise,
 * when it happens again and again over ten seconds and hardly any is seen to settle: of many that settle at once, the
 * collector may take all before the next look.
 *
 * Advice: Keep what will settle the promise referenced (the emitter, the request, the resolver) until it has, and reject
 * it when that is thrown away.
 *
 * Rules: none
 */
import type { Finding } from '../../protocol/finding.ts';
import type { LostContinuation } from '../../protocol/observations.ts';
import type { Diagnosis } from './diagnosis.ts';
import { locationKey, namePlace, placeOf, stackEvidence } from './location.ts';
import { duration, plural } from './wording.ts';

export const lostContinuation: Diagnosis = ({ live }) => {
  const places = new Map<string, LostContinuation[]>();
  for (const lost of live?.lost ?? []) {
    const place = placeOf(lost.group.frames);
    // Without an `await` behind it, nothing was to go on.
    if (!place) continue;
    const key = locationKey(place.location);
    places.set(key, [...(places.get(key) ?? []), lost]);
  }
  return [...places.values()].map(finding);
};

function finding(lost: readonly LostContinuation[]): Finding {
  const surely = lost.filter(({ proven }) => proven);
  const [example] = (surely.length > 0 ? surely : lost) as [LostContinuation];
  const place = placeOf(example.group.frames);
  const isProven = surely.length > 0;
  const count = isProven ? surely.length : lost.length;
  const followedMs = Math.max(...lost.map((each) => each.followedMs));
  return {
    id: 'lost-continuation',
    severity: isProven ? 'error' : 'warning',
    certainty: isProven ? 'proven' : 'suspected',
    cause: null,
    message: `${plural(count, 'task')} in ${namePlace(place)} ${isProven ? 'will never go on' : 'will probably never go on'}: what ${count === 1 ? 'it' : 'they'} awaited was collected while pending, after up to ${duration(followedMs)}.`,
    location: place?.location ?? null,
    evidence: {
      lost: lost.length,
      proven: surely.length,
      followedMs,
      firstTime: lost[0]?.time ?? null,
      lastTime: lost.at(-1)?.time ?? null,
      waitsFor: example.group.waitsFor,
      ...stackEvidence(example.group.frames),
    },
    advice:
      'Keep what will settle the promise referenced until it has, and reject it when that is thrown away.',
    rule: null,
  };
}
