/** A page server with made-up content of any size: what no process has on demand. The server and the page are real. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PageServer } from '../../cli/dashboard/page-server.ts';
import { PageModel } from '../../inspector/page/page-model.ts';
import type { LiveTaskGroup } from '../../protocol/live.ts';
import type { LiveObservations, Observations } from '../../protocol/observations.ts';
import { root } from '../../scripts/setup/root.mjs';
import { block, frame, group, history, samples } from './observations.ts';

export interface MadeUpSize {
  /** Groups of tasks, each with a place of its own. */
  readonly groups: number;
  /** Of samples, one a second. */
  readonly seconds: number;
  readonly blocks: number;
}

const thresholds = { stuckAfterMs: 10_000, blockMs: 100 };

export class MadeUpPage implements AsyncDisposable {
  readonly server: PageServer;
  readonly model: PageModel;

  private constructor(server: PageServer, model: PageModel) {
    this.server = server;
    this.model = model;
  }

  static async start(size: MadeUpSize): Promise<MadeUpPage> {
    const groups = Array.from({ length: size.groups }, (_, index) => madeUpGroup(index));
    const live = observationsOf(size, groups);
    const observations: Observations = { tasks: null, live, thresholds };
    const model = new PageModel({
      subject: {
        address: '4711',
        state: { kind: 'live' },
        target: null,
        attachMs: 60,
        live: {
          observations: () => observations,
          tasks: { time: live.now, groups },
          findings: [],
        },
        thresholds,
        budgetPercent: 2,
      },
      abilities: { openSource: false, attachAgain: false, report: 'download' },
      now: () => live.now,
    });
    const script = readFileSync(join(root, 'dist/webview.js'), 'utf8');
    const server = await PageServer.start({ model, port: 0, script, attachAgain: () => {} });
    return new MadeUpPage(server, model);
  }

  /** A second of a live process: everything is new. */
  tick(): void {
    this.model.refresh('sample');
    this.model.refresh('tasks');
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.server.stop();
  }
}

/** Stacks part at the outside, as those of routes do, and at the await. */
function madeUpGroup(index: number): LiveTaskGroup {
  const route = index % 40;
  const step = index % 700;
  return group({
    id: `group-${index}`,
    count: 1 + (index % 9),
    observedMs: (index * 37) % 600_000,
    state: index % 5 === 0 ? 'stuck' : 'pending',
    waitsFor: `query${index % 3000}(id)`,
    frames: [
      frame(`await${index} /srv/shop/src/steps/step${step}.js:${1 + (index % 4000)}:7`),
      frame('query /srv/shop/node_modules/pg/lib/client.js:120:9'),
      frame(`step${step} /srv/shop/src/steps/step${step}.js:12:7`),
      frame(`handle${route} /srv/shop/src/routes/route${route}.js:30:5`),
      frame('dispatch /srv/shop/src/service.js:9:10'),
    ],
  });
}

function observationsOf(
  { seconds, blocks }: MadeUpSize,
  groups: readonly LiveTaskGroup[],
): LiveObservations {
  const all = samples(seconds, (second) => ({
    lagMs: {
      p50: 0.3,
      p99: 2 + Math.sin(second / 30),
      max: 4 + (second % 97 === 0 ? 600 : second % 7),
    },
    utilization: 0.3 + 0.2 * Math.sin(second / 200),
    heapUsedBytes: 5e7 + 1e7 * ((second % 120) / 120),
  }));
  const [first] = all;
  return {
    attachedAt: first?.time ?? 0,
    now: all.at(-1)?.time ?? 0,
    samples: all,
    blocks: Array.from({ length: blocks }, (_, index) =>
      block(index + 1, Math.floor((seconds * index) / blocks)),
    ),
    // The histories of a real session are bounded as well.
    groups: groups.slice(0, 1_000).map((each) => ({
      ...history([]),
      group: each,
    })),
    lost: [],
    rejections: [],
    timers: [],
  };
}
