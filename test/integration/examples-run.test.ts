// Every example starts on the oldest and the newest Node, serves its healthy traffic, and ends on SIGTERM. The faulty
// one shows its fault to whoever looks from outside, the fixed one beside it does not.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { root } from '../../scripts/setup/root.mjs';
import { type NodeMajor, nodeBinary } from '../support/node-versions.ts';

const versions: readonly NodeMajor[] = [18, 26];

/** A machine that is busy with something else delays the healthy one as well. */
const options = { timeout: 60_000, retry: 2 };

const running = new Set<ChildProcess>();

afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
});

class Example {
  #child: ChildProcess;
  #address: string;
  /** How much longer than 100 ms the answers of /health took, in milliseconds, all together. */
  lateMs = 0;

  private constructor(child: ChildProcess, address: string) {
    this.#child = child;
    this.#address = address;
  }

  static async start(path: string, major: NodeMajor, env: NodeJS.ProcessEnv = {}) {
    const child = spawn(nodeBinary(major), [`examples/${path}.js`], {
      cwd: root,
      env: { ...process.env, STOP_WITH_STDIN: '1', ...env },
      // What a faulty example logs is not what a reader of the test's output looks for.
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    running.add(child);
    const [line] = await once(child.stdout as NodeJS.ReadableStream, 'data');
    const address = /^ready: process \d+ listens on (http:\S+)\n$/.exec(String(line))?.[1];
    if (!address) throw new Error(`${path} printed ${line}`);
    return new Example(child, address);
  }

  async ask(route: string): Promise<unknown> {
    const [method, path] = route.split(' ') as [string, string];
    const response = await fetch(this.#address + path, { method });
    if (!response.ok) throw new Error(`${route}: status ${response.status}`);
    return await response.json();
  }

  async metrics() {
    return (await this.ask('GET /metrics')) as Record<string, number>;
  }

  /** Asks /health for a while, as a probe of an orchestrator does, and adds to `lateMs`. */
  async probe(forMs: number): Promise<void> {
    for (const end = Date.now() + forMs; Date.now() < end; await delay(20)) {
      const askedAt = performance.now();
      await this.ask('GET /health');
      this.lateMs += Math.max(0, performance.now() - askedAt - 100);
    }
  }

  /** Ends it as a service manager does, and returns its exit code: null when a signal had to end it. */
  async stop(): Promise<number | null> {
    this.#child.kill('SIGTERM');
    const [code] = await once(this.#child, 'exit');
    return code;
  }
}

type Measure = (example: Example) => Promise<number>;

/** One number of /metrics, or made of several. */
const metric =
  (read: (counts: Record<string, number>) => number | undefined): Measure =>
  async (example) =>
    read(await example.metrics()) ?? Number.NaN;

const lateness: Measure = async ({ lateMs }) => lateMs;

interface Scenario {
  readonly id: string;
  readonly symptom: string;
  /** A request that both variants answer, however the fault shows. */
  readonly route: string;
  readonly measure: Measure;
  /** From here on the fault shows. Without a bound, the fixed variant stays below half of what the faulty one shows. */
  readonly atLeast: number;
  readonly fixedAtMost?: number;
  readonly env?: NodeJS.ProcessEnv;
}

const blocks = (id: string, route: string, env: NodeJS.ProcessEnv = {}): Scenario => ({
  id,
  symptom: 'answers come late',
  route,
  measure: lateness,
  atLeast: 500,
  env,
});

const scenarios: readonly Scenario[] = [
  blocks('S02', 'GET /shipping?postcode=20457&grams=900'),
  blocks('S03', 'GET /recommendations?season=spring'),
  blocks('S04', 'POST /import'),
  blocks('S05', 'POST /reviews?name=Grace%20Hopper&stars=5'),
  blocks('S20', 'POST /exports'),
  blocks('S23', 'GET /statistics'),
  blocks('S29', 'GET /trending', { EXAMPLE_PERIOD_MS: '400' }),
  blocks('S31', 'GET /notes?name=Ada'),
  blocks('S32', 'POST /accounts?name=grace&password=compiler'),
  {
    id: 'S13',
    symptom: 'requests open at once',
    route: 'GET /products',
    measure: metric(({ mostOpen }) => mostOpen),
    atLeast: 10_000,
    fixedAtMost: 100,
    env: { EXAMPLE_PERIOD_MS: '500' },
  },
  {
    id: 'S15',
    symptom: 'unhandled rejections',
    route: 'POST /orders?sku=lamp&quantity=2',
    measure: metric(({ unhandledRejections }) => unhandledRejections),
    atLeast: 2,
    fixedAtMost: 0,
  },
  {
    id: 'S16',
    symptom: 'requests whose clean-up never ran',
    route: 'POST /parcels?sku=lamp',
    measure: metric(({ asked, cleanedUp }) => Number(asked) - Number(cleanedUp)),
    atLeast: 6,
    // One of each client.
    fixedAtMost: 3,
  },
  {
    id: 'S17',
    symptom: 'tasks for customers who are gone',
    route: 'POST /alerts?id=probe&sku=desk',
    measure: metric(({ keptFresh, open }) => Number(keptFresh) - Number(open)),
    atLeast: 12,
  },
  {
    id: 'S19',
    symptom: 'requests that are neither answered nor refused',
    route: 'GET /total?currency=EUR&cents=100',
    measure: metric(
      (counts) => Number(counts.asked) - Number(counts.answered) - Number(counts.refused),
    ),
    atLeast: 7,
    // One of each client, and one whose client has given up already.
    fixedAtMost: 4,
  },
  {
    id: 'S20',
    symptom: 'timeouts of quick calls',
    route: 'POST /exports',
    measure: metric(({ timedOut }) => timedOut),
    atLeast: 4,
    // A machine that is busy otherwise makes the warehouse late. That the loop is not, the row above says.
    fixedAtMost: Number.POSITIVE_INFINITY,
  },
  {
    id: 'S21',
    symptom: 'runs beside each other',
    route: 'GET /display',
    measure: metric(({ mostRunning }) => mostRunning),
    atLeast: 3,
    fixedAtMost: 1,
  },
  {
    id: 'S22',
    symptom: 'a busy loop without work',
    route: 'POST /labels?sku=desk',
    measure: metric(({ utilization }) => utilization),
    atLeast: 0.8,
  },
  {
    id: 'S26',
    symptom: 'prices that are asked for and never answered',
    route: 'GET /products',
    measure: metric(({ waiting }) => waiting),
    atLeast: 4,
    // Those that wait for the next rates.
    fixedAtMost: 2,
  },
  {
    id: 'S30',
    symptom: 'a busy loop and a growing heap',
    route: 'GET /score?article=17',
    measure: metric(({ active, heapUsedBytes }) => Number(active) * Number(heapUsedBytes)),
    // Milliseconds times bytes.
    atLeast: 2000 * 20e6,
  },
];

/** Runs both variants at the same time, so that a machine that is busy otherwise delays both. */
async function compare({ id, route, measure, atLeast, env }: Scenario, major: NodeMajor) {
  const start = (variant: string) => Example.start(`${id}/${variant}`, major, env);
  const [faulty, fixed] = await Promise.all([start('faulty'), start('fixed')]);
  const both = [faulty, fixed];
  await Promise.all(both.map((example) => example.ask(route)));
  let shown = 0;
  for (const end = Date.now() + 25_000; shown < atLeast && Date.now() < end; ) {
    await Promise.all(both.map((example) => example.probe(500)));
    shown = await measure(faulty);
  }
  const shownWhenFixed = await measure(fixed);
  await Promise.all(both.map((example) => example.ask('GET /stock?sku=lamp')));
  const exitCodes = await Promise.all(both.map((example) => example.stop()));
  return { shown, shownWhenFixed, exitCodes };
}

describe.each(versions)('Node %d', (major) => {
  test.each(scenarios)('$id: $symptom', options, async (scenario) => {
    const { shown, shownWhenFixed, exitCodes } = await compare(scenario, major);
    expect(shown).toBeGreaterThanOrEqual(scenario.atLeast);
    expect(shownWhenFixed).toBeLessThanOrEqual(scenario.fixedAtMost ?? shown / 2);
    expect(exitCodes).toEqual([0, 0]);
  });

  test.each<[string, string]>([
    ['idle-server', 'GET /health'],
    ['worker-pool', 'POST /thumbnails?picture=7'],
    ['long-poll', 'POST /news?text=hello'],
    ['chat-server', 'GET /products'],
    ['paused-stream', 'GET /health'],
    ['read-config', 'GET /greeting?language=sv'],
  ])('healthy/%s', options, async (name, route) => {
    const example = await Example.start(`healthy/${name}`, major);
    await example.ask(route);
    await example.probe(500);
    expect(await example.stop()).toBe(0);
  });

  test.each<[string, Record<string, number>]>([
    ['worker-pool', { waiting: 2 }],
    ['long-poll', { polling: 50 }],
    ['chat-server', { connected: 1000 }],
  ])('healthy/%s waits for %o', options, async (name, counts) => {
    const example = await Example.start(`healthy/${name}`, major);
    await expect.poll(() => example.metrics(), { timeout: 15_000 }).toMatchObject(counts);
  });
});
