/** The lines of `watch --json`: one flat object an event, a contract with other tools (docs/cli.md). */
import type { LiveEvent } from '../../protocol/live.ts';

export interface EventRecord {
  readonly type: 'sample' | 'block' | 'stuck' | 'finding' | 'detached';
  /** Epoch milliseconds. */
  readonly time: number;
  readonly [field: string]: unknown;
}

/** A block is reported once it is over; of the tasks, the groups that are stuck. */
export function eventRecords(event: LiveEvent): readonly EventRecord[] {
  switch (event.type) {
    case 'sample':
      return [{ type: 'sample', ...event.sample }];
    case 'block': {
      const { ongoing, ...block } = event.block;
      return ongoing ? [] : [{ type: 'block', ...block }];
    }
    case 'tasks': {
      const { groups, time } = event.tasks;
      return groups
        .filter(({ state }) => state !== 'pending')
        .map((group) => ({ type: 'stuck', time, ...group }));
    }
    case 'finding':
      return [{ type: 'finding', time: Date.now(), ...event.finding }];
    case 'detached':
      return [{ type: 'detached', time: Date.now(), reason: event.reason }];
  }
}
