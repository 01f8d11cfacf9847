/** Attaches to what the command line names. */
import { resolve } from 'node:path';
import { attach } from '../inspector/attach/attach.ts';
import { parseTarget } from '../inspector/attach/target-spec.ts';
import { UserError } from '../inspector/base/user-error.ts';
import type { Session } from '../inspector/session.ts';
import type { AttachRequest } from './arguments.ts';
import type { CommandContext } from './context.ts';
import { stderrLogger } from './terminal/logger.ts';
import type { Progress } from './terminal/progress.ts';

export async function attachTo(
  request: AttachRequest,
  { stderr, signal, confirm }: CommandContext,
  progress: Progress,
): Promise<Session> {
  try {
    return await attach(parseTarget(request.target), {
      signal,
      timeoutMs: request.timeoutMs,
      pathMapping: request.pathMapping.map(({ remote, local }) => ({
        remote,
        local: resolve(local),
      })),
      log: stderrLogger(stderr, request.verbose),
      confirmRemote: async (host) => {
        if (request.allowRemote) return true;
        if (!confirm) throw remoteRefused(host);
        progress.end();
        const question = `${host} is another machine, and an inspector has neither password nor encryption. Attach?`;
        if (await confirm(question)) return true;
        throw remoteRefused(host);
      },
    });
  } catch (error) {
    // What attach refuses cannot be allowed with an option of ours: the target stays out of reach.
    if (error instanceof UserError && error.kind === 'refused') {
      throw new UserError('unreachable', error.message, { cause: error });
    }
    throw error;
  }
}

function remoteRefused(host: string): UserError {
  return new UserError(
    'usage',
    `${host} is another machine, and an inspector has neither password nor encryption: forward its port with ssh -L, or allow it with --allow-remote`,
  );
}
