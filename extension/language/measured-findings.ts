/** What is found now in the processes that are followed, by file, at the lines of the texts as they are now. */

import type { Finding } from '../../protocol/finding.ts';
import type { FollowedEdits } from '../decorations/followed-edits.ts';
import type { SessionSet } from '../sessions/session-set.ts';
import { isLive, type Target } from '../sessions/target.ts';
import type { MeasuredFinding } from './measured-join.ts';

export interface PlacedFinding extends MeasuredFinding {
  readonly fsPath: string;
}

export class MeasuredFindings {
  readonly #sessions: SessionSet;
  readonly #edits: FollowedEdits;

  constructor(sessions: SessionSet, edits: FollowedEdits) {
    this.#sessions = sessions;
    this.#edits = edits;
  }

  all(): readonly PlacedFinding[] {
    return this.#sessions.targets.filter(isLive).flatMap((target) =>
      (target.live?.findings ?? []).flatMap(({ finding, end }) => {
        const placed = end === null ? this.placed(target, finding) : null;
        return placed ? [placed] : [];
      }),
    );
  }

  /** `null` when no rule is about it, or its place is not in a file of this machine. */
  placed(target: Target, finding: Finding): PlacedFinding | null {
    if (finding.rule === null || finding.location === null) return null;
    const now = this.#edits.placeOf(target, finding.location);
    return now && { finding, fsPath: now.fsPath, line: now.position.line + 1 };
  }
}
