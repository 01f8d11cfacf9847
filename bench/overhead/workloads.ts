/** The two programs that are measured: a service under load, and one that does nothing but make promises. */
import { Child } from './child.ts';

export interface Measured {
  /** Requests, or promises that were awaited. */
  readonly perSecond: number;
  /** The same for each second of CPU time that the process used: what else the machine does is not in it. */
  readonly perCpuSecond: number;
  readonly p99Ms: number | null;
}

export interface Workload {
  readonly target: Child;
  measure(milliseconds: number): Promise<Measured>;
  stop(): void;
}

export const workloadNames = ['http', 'promises'] as const;
export type WorkloadName = (typeof workloadNames)[number];

const connections = 32;

/** @param pauseMs for a service: for how long each connection rests between an answer and the next request */
export function startWorkload(
  name: WorkloadName,
  execPath: string,
  pauseMs = 0,
): Promise<Workload> {
  return name === 'http' ? startService(execPath, pauseMs) : startMill(execPath);
}

export const sleep = (milliseconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

async function startService(execPath: string, pauseMs: number): Promise<Workload> {
  const load = new Child('load.mjs', [String(connections), String(pauseMs)]);
  const { databasePort } = await load.said<{ databasePort: number }>();
  const target = new Child('shop-service.mjs', [String(databasePort)], execPath);
  load.tell(await target.said<{ port: number }>());
  return {
    target,
    async measure(milliseconds) {
      const before = await target.ask<Reading>({});
      load.tell({ begin: true });
      await sleep(milliseconds);
      const { failures, requests, ...measured } = await load.ask<LoadReport>({});
      const after = await target.ask<Reading>({});
      if (failures > 0) throw new Error(`${failures} requests failed`);
      return { ...measured, perCpuSecond: (requests * 1000) / (after.cpuMs - before.cpuMs) };
    },
    stop() {
      target.kill();
      load.kill();
    },
  };
}

interface LoadReport {
  readonly requests: number;
  readonly perSecond: number;
  readonly p99Ms: number;
  readonly failures: number;
}

/** Of the measured process itself. */
interface Reading {
  readonly count: number;
  readonly at: number;
  readonly cpuMs: number;
}

async function startMill(execPath: string): Promise<Workload> {
  const target = new Child('promise-mill.mjs', [], execPath);
  await target.said();
  return {
    target,
    async measure(milliseconds) {
      const before = await target.ask<Reading>({});
      await sleep(milliseconds);
      const after = await target.ask<Reading>({});
      const made = (after.count - before.count) * 1000;
      return {
        perSecond: made / (after.at - before.at),
        perCpuSecond: made / (after.cpuMs - before.cpuMs),
        p99Ms: null,
      };
    },
    stop: () => target.kill(),
  };
}
