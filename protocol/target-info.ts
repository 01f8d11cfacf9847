/** Who the target is, as it says itself. Strings are untrusted text. */
import type { InspectorAddress } from './node-process.ts';

export interface TargetInfo {
  readonly pid: number;
  /** Such as `20.20.2`. */
  readonly node: string;
  readonly title: string;
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly uptimeSeconds: number;
  readonly inspectorWasOpen: boolean;
  readonly address: InspectorAddress;
}
