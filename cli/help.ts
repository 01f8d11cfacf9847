/** The text of `--help`, made from the same list that is parsed. */
import { type CommandName, commands, help, type OptionSpec, version } from './options.ts';
import { type Line, span } from './text/line.ts';
import { padEnd } from './text/width.ts';

export function helpLines(topic: CommandName | null): Line[] {
  const command = commands.find(({ name }) => name === topic);
  if (!command) return overview();
  return [
    [span(command.about)],
    ...section('Usage', [[command.usage, '']]),
    ...section('Options', command.options.map(optionRow)),
    ...section('Examples', command.examples),
  ];
}

function overview(): Line[] {
  return [
    [span('loopscope', 'strong'), span(' shows what a running Node.js process is waiting for.')],
    [span('Nothing has to be prepared in it: no flag, no package, no restart.')],
    ...section('Usage', [['loopscope <command> [options]', '']]),
    ...section('Commands', [
      ...commands.map(({ name, about }) => [name, about] as const),
      ['help <command>', 'Show the options of a command'],
    ]),
    ...section('Options', [help, version].map(optionRow)),
    ...section('Exit codes', [
      ['0', 'fine'],
      ['1', 'findings: of lint at warning or worse, else when asked for with --fail-on'],
      ['2', 'wrong use, or something that needs a flag to be allowed'],
      ['3', 'the target cannot be reached, or is not Node.js'],
      ['4', 'the target was lost on the way'],
    ]),
  ];
}

function section(title: string, rows: readonly (readonly [string, string])[]): Line[] {
  const width = Math.max(...rows.map(([left]) => left.length)) + 3;
  const lines = rows.map(
    ([left, right]): Line => [span(`  ${padEnd(left, width)}`), span(right, 'dim')],
  );
  return [[], [span(title, 'strong')], ...lines];
}

function optionRow({ name, short, value, about }: OptionSpec): readonly [string, string] {
  const flags = `${short ? `-${short}, ` : ''}--${name}`;
  return [value ? `${flags} <${value}>` : flags, about];
}
