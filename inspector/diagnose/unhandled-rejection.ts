/**
 * Unhandled rejection: a promise was rejected and nobody listened, so the error is lost or ends the process.
 *
 * Means: A task was started and not awaited, and no `catch` follows it. Node ends the process, unless something
 * listens for `unhandledRejection`; then the error is logged at best.
 *
 * Told by: Rejections that Node itself reported as unhandled, by the place at which the error came up. The async chain
 * as V8 knows it leads to the function that nobody awaited: its outermost frame.
 *
 * Certainty: Measured.
 *
 * Advice: Await the outermost function where it is started, or end the call with `.catch(...)`.
 *
 * Rules: promise/floating
 */
import type { Finding } from '../../protocol/finding.ts';
import type { UnhandledRejection } from '../../protocol/observations.ts';
import type { Diagnosis } from './diagnosis.ts';
import { locationKey, namePlace, placeOf, stackEvidence } from './location.ts';
import { clipped } from './wording.ts';

export const unhandledRejection: Diagnosis = ({ live }) => {
  const places = new Map<string, UnhandledRejection[]>();
  for (const rejection of live?.rejections ?? []) {
    const place = placeOf(rejection.frames);
    const key = place ? locationKey(place.location) : '';
    places.set(key, [...(places.get(key) ?? []), rejection]);
  }
  return [...places.values()].map(finding);
};

function finding(rejections: readonly UnhandledRejection[]): Finding {
  const latest = rejections.at(-1) as UnhandledRejection;
  const place = placeOf(latest.frames);
  const starter = placeOf(latest.frames.filter(({ internal }) => !internal).slice(-1));
  const often = rejections.length > 1 ? `, ${rejections.length} times` : '';
  const from =
    starter && starter.frame.function !== place?.frame.function
      ? ` It came through ${namePlace(starter)}, which nobody awaits.`
      : '';
  return {
    id: 'unhandled-rejection',
    severity: 'error',
    certainty: 'measured',
    cause: null,
    message: `Nobody handled "${clipped(latest.message)}"${place ? ` from ${namePlace(place)}` : ''}${often}.${from}`,
    location: place?.location ?? null,
    evidence: {
      times: rejections.length,
      messages: [...new Set(rejections.map(({ message }) => clipped(message)))].slice(0, 5),
      firstTime: rejections[0]?.time ?? null,
      lastTime: latest.time,
      startedAs: starter && namePlace(starter),
      ...stackEvidence(latest.frames),
    },
    advice: 'Await the task where it is started, or end that call with `.catch(...)`.',
    rule: 'promise/floating',
  };
}
