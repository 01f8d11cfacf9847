/** A live client of its own process, which may be killed at any moment. Bundled by live-client-process.ts. */
import { attach } from '../../inspector/attach/attach.ts';

const pid = Number(process.argv[2]);
const signal = new AbortController().signal;
const session = await attach(
  { kind: 'pid', pid },
  { signal, timeoutMs: 30_000, log: { debug() {}, warn() {} } },
);
let samples = 0;
await session.live({
  signal,
  thresholds: { stuckAfterMs: 10_000, blockMs: 100 },
  onEvent(event) {
    if (event.type === 'sample' && ++samples === 3) process.stdout.write('live\n');
  },
});
