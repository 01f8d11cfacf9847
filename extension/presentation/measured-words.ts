/** What was measured at a place, in a few words that follow "Measured: ". */
import type { Finding } from '../../protocol/finding.ts';
import { costText, countOf, durationText } from './figures.ts';
import { oneLine } from './plain-text.ts';

export function measuredWords({ id, evidence, message }: Finding): string {
  const number = (key: string): number => Number(evidence[key]);
  switch (id) {
    case 'block': {
      const times = number('times');
      const all = costText(number('totalMs'));
      const soFar = evidence['ongoing'] === true ? ', and still does' : '';
      return `blocked the loop ${times === 1 ? `once, for ${all}` : `${times} times, ${all} in all`}${soFar}`;
    }
    case 'periodic-block':
      return `blocks the loop every ${costText(number('periodMs'))}, for ${costText(number('typicalMs'))}`;
    case 'stuck-tasks': {
      const tasks = countOf(number('tasks'), 'task', evidence['estimated'] !== true);
      return `${tasks} stuck here, the oldest for ${durationText(number('oldestMs'))}`;
    }
    default:
      // A whole sentence of the diagnosis. It may hold names of the target.
      return oneLine(message).replace(/\.$/, '');
  }
}
