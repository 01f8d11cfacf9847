/** Puts the agent's reports on timers together. */
import type { TimerSiteReport, TimersReport } from '../../protocol/agent-live.ts';
import type { TimerSite } from '../../protocol/observations.ts';
import type { PlacedFrame } from '../derive/collected-stacks.ts';
import { toFrames } from '../derive/frames.ts';

/** Late firings that are remembered of one site. */
const mostLateFirings = 100;

export class TimerTable {
  readonly #placed: PlacedFrame[] = [];
  readonly #sites = new Map<number, TimerSite>();

  add(report: TimersReport, placed: readonly PlacedFrame[]): void {
    this.#placed.push(...placed);
    for (const site of report.sites) this.#sites.set(site.site, this.#siteOf(site));
  }

  #siteOf({ site, stack, lateFirings, ...numbers }: TimerSiteReport): TimerSite {
    const before = this.#sites.get(site)?.lateFirings ?? [];
    return {
      ...numbers,
      frames: toFrames(stack.map((id) => this.#placed[id] as PlacedFrame)),
      lateFirings: [...before, ...lateFirings].slice(-mostLateFirings),
    };
  }

  sites(): readonly TimerSite[] {
    return [...this.#sites.values()];
  }
}
