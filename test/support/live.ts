/** A live session on a real target, with everything that it said. */
import type { LiveOptions, LiveSession, Session } from '../../inspector/session.ts';
import type { Finding } from '../../protocol/finding.ts';
import type { Disconnect, LiveSample, LiveTaskGroup } from '../../protocol/live.ts';
import type { LiveObservations } from '../../protocol/observations.ts';
import type { Target } from './target.ts';

export class Watched {
  readonly samples: LiveSample[] = [];
  readonly findings: Finding[] = [];
  readonly detached: (Disconnect | null)[] = [];
  session!: Session;
  live!: LiveSession;

  static async start(target: Target, options: Partial<LiveOptions> = {}): Promise<Watched> {
    const watched = new Watched();
    watched.session = await target.attach();
    watched.live = await watched.session.live({
      signal: new AbortController().signal,
      thresholds: { stuckAfterMs: 3_000, blockMs: 200 },
      survey: { maxPauseMs: 60_000 },
      onEvent(event) {
        if (event.type === 'sample') watched.samples.push(event.sample);
        else if (event.type === 'finding') watched.findings.push(event.finding);
        else if (event.type === 'detached') watched.detached.push(event.reason);
      },
      ...options,
    });
    return watched;
  }

  /** Groups that are pending now, whose innermost function has the name. */
  groups(name: string): readonly LiveTaskGroup[] {
    return this.live.tasks?.groups.filter(({ frames }) => frames[0]?.function === name) ?? [];
  }

  get last(): LiveSample | undefined {
    return this.samples.at(-1);
  }

  get observed(): LiveObservations {
    const { live } = this.live.observations();
    if (!live) throw new Error('not live');
    return live;
  }
}
