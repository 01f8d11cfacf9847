/** The commands and their options: what is parsed, and what `help` says about it. */

import { defaultBudgetPercent } from '../inspector/live/live-session.ts';

export { defaultBudgetPercent };

export interface OptionSpec {
  readonly name: string;
  readonly short?: string;
  /** What stands for the value in the help; absent for a switch. */
  readonly value?: string;
  /** May be given more than once. */
  readonly multiple?: true;
  readonly about: string;
}

export interface CommandSpec {
  readonly name: CommandName;
  readonly usage: string;
  readonly about: string;
  readonly options: readonly OptionSpec[];
  readonly examples: readonly (readonly [command: string, about: string])[];
}

export type CommandName = 'ps' | 'dump' | 'watch';

/** Seconds: the survey of a heap of about 400 MB. */
export const defaultMaxPauseSeconds = 5;
export const defaultTimeoutSeconds = 10;
export const defaultStuckAfterSeconds = 10;
export const defaultBlockMilliseconds = 100;

const json = { name: 'json', about: 'one JSON document on standard output, for tools' };
const noColor = {
  name: 'no-color',
  about: 'no colours (also NO_COLOR; FORCE_COLOR turns them on)',
};
export const help: OptionSpec = { name: 'help', short: 'h', about: 'show help' };
export const version: OptionSpec = { name: 'version', short: 'v', about: 'show the version' };

const ps: CommandSpec = {
  name: 'ps',
  usage: 'loopscope ps [--json] [--all]',
  about: 'List the Node.js processes of this machine',
  options: [
    json,
    { name: 'all', short: 'a', about: "also the editor's own processes, such as language servers" },
    noColor,
    help,
  ],
  examples: [
    ['loopscope ps', 'which process is it?'],
    ["loopscope ps --json | jq '.[].pid'", 'for a script'],
  ],
};

const maxPause = {
  name: 'max-pause',
  value: 'seconds',
  about: `longest pause of the target that is allowed (${defaultMaxPauseSeconds})`,
};
const failOn = {
  name: 'fail-on',
  value: 'severity',
  about: 'exit with 1 on findings of error, warning or info, or worse',
};
const stuckAfter = {
  name: 'stuck-after',
  value: 'seconds',
  about: `age at which a task counts as stuck (${defaultStuckAfterSeconds})`,
};
/** How to get at a target, and what is said on the way. */
const attaching: readonly OptionSpec[] = [
  {
    name: 'timeout',
    value: 'seconds',
    about: `how long the target may take to answer (${defaultTimeoutSeconds})`,
  },
  { name: 'allow-remote', about: 'attach to another machine, where the traffic can be read' },
  {
    name: 'path-map',
    value: 'remote=local',
    multiple: true,
    about: "a folder of the target's container, and the same folder here",
  },
  { name: 'verbose', about: 'say what is done, on standard error, and show all evidence' },
  noColor,
  help,
];

const dump: CommandSpec = {
  name: 'dump',
  usage: 'loopscope dump <pid | host:port | ws://address> [options]',
  about: 'Show what a running process is waiting for: every pending await, and why',
  options: [
    json,
    maxPause,
    failOn,
    stuckAfter,
    { name: 'by', value: 'end', about: 'group by the outermost function or the innermost await' },
    { name: 'internal', about: 'show the frames of Node itself and of packages one by one' },
    ...attaching,
  ],
  examples: [
    ['loopscope dump 4711', 'what is process 4711 waiting for?'],
    ['loopscope dump 4711 --by innermost', 'the same, by the await that is reached'],
    ['loopscope dump 127.0.0.1:9229 --json', 'for a tool'],
    ['loopscope dump 4711 --fail-on error', 'for CI: exit code 1 on a deadlock'],
  ],
};

const watch: CommandSpec = {
  name: 'watch',
  usage: 'loopscope watch <pid | host:port | ws://address> [options]',
  about: 'Stay attached: blocks, stuck tasks and findings as they happen',
  options: [
    { name: 'json', about: 'one JSON object a line on standard output, for tools' },
    { name: 'duration', value: 'seconds', about: 'end after this time (until Ctrl+C)' },
    {
      name: 'block',
      value: 'milliseconds',
      about: `turn of the event loop that counts as a block (${defaultBlockMilliseconds})`,
    },
    {
      name: 'budget',
      value: 'percent',
      about: `of one core that watching may cost the target (${defaultBudgetPercent})`,
    },
    maxPause,
    failOn,
    stuckAfter,
    ...attaching,
  ],
  examples: [
    ['loopscope watch 4711', 'what blocks it, and what gets stuck?'],
    ['loopscope watch 4711 --duration 60 --fail-on error', 'for CI: one minute, then a verdict'],
    ['loopscope watch 4711 --json | jq \'select(.type == "block")\'', 'for a script'],
  ],
};

export const commands: readonly CommandSpec[] = [ps, dump, watch];
