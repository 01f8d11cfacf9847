/** A live client of its own process, which may be killed at any moment. Bundled by live-client-process.ts. */
import { attach } from '../../inspector/attach/attach.ts';

const pid = Number(process.argv[2]);
const signal = new AbortController().signal;
const session = await attach(
  { kind: 'pid', pid },
  { signal, timeoutMs: 30_000, log: { debug() {}, warn() {} } },
);
let samples = 0;
let lastSample = performance.now();
let wasLong = false;
/** Milliseconds without a sample, or of a block, that are told. */
const longMs = 5_000;
await session.live({
  signal,
  thresholds: { stuckAfterMs: 10_000, blockMs: 100 },
  onEvent(event) {
    if (event.type === 'block' && event.block.durationMs > longMs)
      process.stdout.write('blocked\n');
    if (event.type !== 'sample') return;
    if (++samples === 3) process.stdout.write('live\n');
    // What waited meanwhile arrives at once: only one that took its second is new.
    const sinceMs = performance.now() - lastSample;
    if (wasLong && sinceMs > 500 && sinceMs < longMs) process.stdout.write('back\n');
    wasLong = sinceMs > longMs || (wasLong && sinceMs <= 500);
    lastSample = performance.now();
  },
});
