/** The commands and their options: what is parsed, and what `help` says about it. */

import { defaultBudgetPercent } from '../inspector/live/budget.ts';

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

export type CommandName = 'ps' | 'dump' | 'watch' | 'dashboard' | 'lint' | 'lsp';

/** Seconds: the survey of a heap of about 400 MB. */
export const defaultMaxPauseSeconds = 5;
export const defaultTimeoutSeconds = 10;
export const defaultStuckAfterSeconds = 10;
export const defaultBlockMilliseconds = 100;
export const defaultCacheFolder = 'node_modules/.cache/loopscope';

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

/** How a target is watched, whoever looks. */
const watching: readonly OptionSpec[] = [
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
];

const watch: CommandSpec = {
  name: 'watch',
  usage: 'loopscope watch <pid | host:port | ws://address> [options]',
  about: 'Stay attached: blocks, stuck tasks and findings as they happen',
  options: [
    { name: 'json', about: 'one JSON object a line on standard output, for tools' },
    { name: 'duration', value: 'seconds', about: 'end after this time (until Ctrl+C)' },
    ...watching,
    {
      name: 'otlp',
      value: 'url',
      about: 'send metrics to a collector of OpenTelemetry (OTLP over HTTP, JSON)',
    },
    {
      name: 'prometheus',
      value: 'port',
      about: 'serve metrics at http://127.0.0.1:<port>/metrics (0: any free port)',
    },
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

const lint: CommandSpec = {
  name: 'lint',
  usage: 'loopscope lint [path ...] [--format text|json|sarif] [--fix]',
  about: 'Find what would block or jam the event loop in source code, without running it',
  options: [
    { name: 'format', value: 'format', about: 'text (default), json, or sarif for code scanning' },
    { name: 'fix', about: 'apply the fixes that keep the behaviour, and report what is left' },
    {
      name: 'config',
      value: 'file',
      about: 'instead of the loopscope.config.json above each file',
    },
    {
      name: 'changed',
      value: 'git ref',
      about: 'report only files that were changed since the branch left this revision',
    },
    { name: 'cache', about: 'look again only at what changed since the last run' },
    {
      name: 'cache-folder',
      value: 'folder',
      about: `where that is kept (${defaultCacheFolder})`,
    },
    { name: 'verbose', about: 'say which files were skipped, and why' },
    noColor,
    help,
  ],
  examples: [
    ['loopscope lint', 'all JavaScript and TypeScript below this folder'],
    ['loopscope lint src --fix', 'and repair what can be repaired safely'],
    ['loopscope lint --changed origin/main', 'what this branch is about'],
    ['loopscope lint --format sarif > loopscope.sarif', 'for CI'],
  ],
};

const lsp: CommandSpec = {
  name: 'lsp',
  usage: 'loopscope lsp [--stdio]',
  about: 'Run the language server, for editors other than VS Code',
  options: [
    { name: 'stdio', about: 'speak over standard input and output (it always does)' },
    help,
  ],
  examples: [['loopscope lsp --stdio', 'what an editor starts']],
};

const dashboard: CommandSpec = {
  name: 'dashboard',
  usage: 'loopscope dashboard <pid | host:port | ws://address> [options]',
  about: 'Show a running process live in a browser, on this machine only',
  options: [
    { name: 'port', value: 'number', about: 'port of the page (any that is free)' },
    { name: 'json', about: 'print the address of the page as JSON' },
    ...watching,
    stuckAfter,
    ...attaching,
  ],
  examples: [
    ['loopscope dashboard 4711', 'open the address that is printed'],
    ['loopscope dashboard 4711 --port 7000', 'on a server, behind ssh -L 7000:127.0.0.1:7000'],
  ],
};

export const commands: readonly CommandSpec[] = [ps, dump, watch, dashboard, lint, lsp];
