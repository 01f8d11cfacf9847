/** What the derivations start from: the agent's report, with its frames placed and the awaited text known. */
import type { ProbeReport, RawFrame } from '../../protocol/agent.ts';
import type { Location } from '../../protocol/location.ts';
import type { AwaitExpression } from './await-expression.ts';

/** A raw frame with what the source told about it. */
export interface PlacedFrame {
  readonly raw: RawFrame;
  /** Where a person looks: mapped to the original source when there is a map. */
  readonly location: Location;
  /** Where it really runs, when that is somewhere else. */
  readonly generated: Location | null;
  /** The awaited expression; `null` when the source could not be read or understood. */
  readonly awaits: AwaitExpression | null;
  /** True when the source declares the awaited call's function as async, so that V8 would show its frame. */
  readonly awaitsAsyncFunction: boolean;
}

export interface CollectedStacks {
  /** By the frame numbers of `report`. */
  readonly frames: readonly PlacedFrame[];
  readonly report: ProbeReport;
}
