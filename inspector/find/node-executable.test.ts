import { describe, expect, test } from 'vitest';
import { isNodeProcess, versionFromPath } from './node-executable.ts';
import type { SystemProcess } from './system-process.ts';

const process = (
  executable: string | null,
  command: string,
  electron?: boolean,
): SystemProcess => ({
  pid: 1,
  parentPid: null,
  executable,
  executableFile: null,
  argv: command.split(' '),
  cwd: null,
  user: null,
  uptimeSeconds: null,
  environment: electron === undefined ? null : { nodeOptions: null, electronRunAsNode: electron },
  listening: [],
});

describe('is Node', () => {
  test.each([
    ['/usr/bin/node', 'my title'],
    ['/usr/bin/node (deleted)', 'node app.js'],
    ['/usr/bin/nodejs', 'x'],
    ['/opt/node-22', 'x'],
    ['/usr/bin/node20', 'x'],
    [String.raw`C:\Program Files\nodejs\node.exe`, 'x'],
    // The binary of another user's process cannot be read.
    [null, '/usr/bin/node app.js'],
    [null, 'node app.js'],
  ])('%s running %s', (executable, command) => {
    expect(isNodeProcess(process(executable, command))).toBe(true);
  });

  test.each([
    ['/usr/bin/bash', 'node app.js'],
    ['/usr/bin/nodemon-helper', 'x'],
    ['/usr/bin/python3', 'node'],
    [null, 'nodemon app.js'],
    [null, ''],
    ['/usr/share/code/code', '/usr/share/code/code --no-sandbox'],
  ])('not %s running %s', (executable, command) => {
    expect(isNodeProcess(process(executable, command))).toBe(false);
  });

  test('the binary of an editor only when it runs as Node', () => {
    const code = '/usr/share/code/code';
    expect(isNodeProcess(process(code, `${code} /x/tsserver.js`, true))).toBe(true);
    expect(isNodeProcess(process(code, `${code} /x/tsserver.js`))).toBe(true);
    expect(isNodeProcess(process(code, `${code} main.js`, false))).toBe(false);
    expect(isNodeProcess(process(code, `${code} --type=utility`, true))).toBe(false);
    // Whatever an extension starts inherits the variable.
    expect(isNodeProcess(process('/usr/bin/git', 'git status', true))).toBe(false);
  });
});

test.each([
  ['/home/u/.nvm/versions/node/v20.11.1/bin/node', '20.11.1'],
  ['/home/u/.nvm/versions/node/v20.11.1/bin/node (deleted)', '20.11.1'],
  ['/home/u/.volta/tools/image/node/18.19.0/bin/node', '18.19.0'],
  ['/home/u/.local/share/fnm/node-versions/v22.3.0/installation/bin/node', '22.3.0'],
  ['/home/u/.asdf/installs/nodejs/24.1.0/bin/node', '24.1.0'],
  ['/home/u/.local/share/mise/installs/node/24.1.0/bin/node', '24.1.0'],
  ['/usr/local/n/versions/node/20.0.0/bin/node', '20.0.0'],
  ['/opt/homebrew/Cellar/node@20/20.11.1_1/bin/node', '20.11.1'],
  ['/nix/store/abc123-nodejs-20.11.1/bin/node', '20.11.1'],
  ['/opt/node-v20.11.1-linux-x64/bin/node', '20.11.1'],
  [String.raw`C:\Users\u\AppData\Roaming\nvm\v20.11.1\node.exe`, '20.11.1'],
  ['/usr/bin/node', null],
  ['/opt/shop-1.2.3/bin/node', null],
  ['/opt/shop/1.2.3/bin/node', null],
  ['/home/u/.nvm/versions/node/v20.11.1/bin/npm', null],
])('version from %s', (path, version) => {
  expect(versionFromPath(path)).toBe(version);
});
