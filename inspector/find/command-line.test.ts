import { describe, expect, test } from 'vitest';
import { inspectorFlags, scriptOf, splitNodeOptions } from './command-line.ts';

describe('script', () => {
  test.each([
    ['node app.js', '/srv/app.js'],
    ['node /opt/app.js --inspect', '/opt/app.js'],
    ['node --inspect app.js', '/srv/app.js'],
    ['node -r ./hook.js --import tsx src/main.ts x.js', '/srv/src/main.ts'],
    ['node --require=./hook.js app.js', '/srv/app.js'],
    ['node --inspect-port 9300 app.js', '/srv/app.js'],
    ['node --max-old-space-size=512 -- app.js', '/srv/app.js'],
    ['node --test', null],
    ['node', null],
    ['node -e 1 app.js', null],
    ['node -p 1', null],
    ['node -', null],
    ['node -i app.js', null],
  ])('%s', (command, script) => {
    expect(scriptOf(command.split(' '), '/srv')).toBe(script);
  });

  test('stays as given when the folder is unknown', () => {
    expect(scriptOf(['node', 'app.js'], null)).toBe('app.js');
  });
});

describe('inspector flags', () => {
  const at = (port: number, host = '127.0.0.1') => ({ host, port });
  test.each([
    ['node app.js', null, false, at(9229)],
    ['node --inspect app.js', null, true, at(9229)],
    ['node --inspect=9300 app.js', null, true, at(9300)],
    ['node --inspect-brk=0.0.0.0 app.js', null, true, at(9229, '0.0.0.0')],
    ['node --inspect=[::1]:9301 app.js', null, true, at(9301, '::1')],
    ['node --inspect-wait=api:9302 app.js', null, true, at(9302, 'api')],
    ['node --inspect-port=0 app.js', null, false, at(0)],
    ['node --inspect-port 9303 app.js', null, false, at(9303)],
    ['node --inspect_port=9304 app.js', null, false, at(9304)],
    ['node --debug-port=9305 app.js', null, false, at(9305)],
    // An argument of the program is not one of Node.
    ['node app.js --inspect=9300', null, false, at(9229)],
    ['node -r --inspect=1 app.js', null, false, at(9229)],
    ['node app.js', '--max-http-header-size=1 --inspect=9306', true, at(9306)],
    // The command line has the last word.
    ['node --inspect-port=9307 app.js', '--inspect=9308', true, at(9307)],
  ])('%s, NODE_OPTIONS=%s', (command, nodeOptions, opensAtStart, address) => {
    const flags = inspectorFlags(command.split(' '), nodeOptions);
    expect(flags).toMatchObject({ opensAtStart, address, ignoresSignal: false });
  });

  test('what keeps a signal from opening it', () => {
    expect(inspectorFlags(['node', '--disable-sigusr1'], null).ignoresSignal).toBe(true);
    expect(inspectorFlags(['node'], '--permission').permissionModel).toBe(true);
  });
});

test.each([
  ['  --a   --b=1 ', ['--a', '--b=1']],
  ['--require "./my file.js" --x', ['--require', './my file.js', '--x']],
  [String.raw`--title="a \"b\" \\c"`, [String.raw`--title=a "b" \c`]],
  ['', []],
])('NODE_OPTIONS %j', (text, words) => {
  expect(splitNodeOptions(text)).toEqual(words);
});
