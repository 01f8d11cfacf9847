// The healthy controls stay silent while a live session watches them: for as long as HEALTHY_SECONDS says.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { attach } from '../../inspector/attach/attach.ts';
import type { Finding } from '../../protocol/finding.ts';
import { root } from '../../scripts/setup/root.mjs';
import { type NodeMajor, nodeBinary } from '../support/node-versions.ts';
import { attachOptions } from '../support/target.ts';

const seconds = Number(process.env['HEALTHY_SECONDS'] ?? 8);
const versions: readonly NodeMajor[] = [20, 26];
const programs = [
  'idle-server',
  'worker-pool',
  'long-poll',
  'chat-server',
  'paused-stream',
  'read-config',
];

/** What a machine does that is busy otherwise: no fault of the program, and said to be none. */
function isOfTheMachine({ cause, severity }: Finding): boolean {
  return cause === 'stopped from outside' || severity === 'info';
}

async function watch(program: string, major: NodeMajor): Promise<readonly string[]> {
  const args = ['--inspect-port=0', join(root, 'examples/healthy', `${program}.js`)];
  const child = spawn(nodeBinary(major), args, {
    cwd: root,
    env: { ...process.env, STOP_WITH_STDIN: '1' },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  try {
    await once(child.stdout, 'data');
    const session = await attach({ kind: 'pid', pid: child.pid ?? 0 }, attachOptions());
    const found: Finding[] = [];
    await session.live({
      signal: new AbortController().signal,
      thresholds: { stuckAfterMs: 5_000, blockMs: 200 },
      onEvent: (event) => event.type === 'finding' && found.push(event.finding),
    });
    await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
    await session.detach();
    return found.filter((finding) => !isOfTheMachine(finding)).map(({ message }) => message);
  } finally {
    child.kill('SIGKILL');
  }
}

const options = { timeout: (seconds + 60) * 1_000, retry: 1 };

describe.each(versions)('on Node %i', (major) => {
  test.each(programs)('%s shows nothing', options, async (program) => {
    expect(await watch(program, major)).toEqual([]);
  });
});
