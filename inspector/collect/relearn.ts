/**
 * Has V8 learn anew what a survey makes it forget. `Runtime.queryObjects` clears the type feedback of every function,
 * but not the code that was optimized with it. What is compiled from then on knows little, calls stay that would have been
 * inlined, and a busy service remains slower by a sixth for as long as was looked (bench/results.md). When precise
 * coverage begins, V8 throws all optimized code away: within seconds everything is learnt and optimized again.
 */
import { UserError } from '../base/user-error.ts';
import type { CdpConnection } from '../cdp/connection.ts';
import { evaluateValue, TargetException } from '../cdp/evaluate.ts';

/** Coverage is one for the whole process: ours would end that of a program that is tested with `NODE_V8_COVERAGE`. */
export async function mayRelearn(connection: CdpConnection): Promise<boolean> {
  try {
    return !(await evaluateValue<boolean>(connection, 'Boolean(process.env.NODE_V8_COVERAGE)'));
  } catch (error) {
    if (error instanceof TargetException) return false;
    throw error;
  }
}

/**
 * To be sent once, behind the last query: what is compiled between two of them is thrown away as well. A target that
 * refuses is slower for a while, which is no reason to have no answer.
 * @param isRecording a CPU profile is being recorded on this connection, which would end with the domain
 */
export async function relearn(connection: CdpConnection, isRecording: boolean): Promise<void> {
  try {
    await Promise.all([
      connection.send('Profiler.enable'),
      connection.send('Profiler.startPreciseCoverage', { callCount: true, detailed: false }),
      connection.send('Profiler.stopPreciseCoverage'),
      isRecording ? null : connection.send('Profiler.disable'),
    ]);
  } catch (error) {
    if (error instanceof UserError) throw error;
  }
}
