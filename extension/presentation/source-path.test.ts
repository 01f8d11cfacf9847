import { expect, test } from 'vitest';
import { isInside, localPath, shownPath } from './source-path.ts';

test('only a plain absolute path is a file of this machine', () => {
  expect(localPath('/srv/app/server.js', 'linux')).toBe('/srv/app/server.js');
  expect(localPath('C:\\app\\server.js', 'win32')).toBe('C:\\app\\server.js');
  expect(localPath('c:/app/server.js', 'win32')).toBe('c:\\app\\server.js');
});

test.each([
  '',
  'server.js',
  'command:workbench.action.quit',
  'vscode-remote://ssh-remote+evil/etc/passwd',
  'https://example.com/app.js',
  'file:///srv/app.js',
  'node:internal/timers',
  '/srv/\0.js',
])('%j is not', (file) => {
  expect(localPath(file, 'linux')).toBeNull();
  expect(localPath(file, 'win32')).toBeNull();
});

test.each(['\\\\evil\\share\\a.js', '//evil/share/a.js', '\\\\?\\C:\\a.js', '\\a.js'])(
  '%s would make Windows call another host or open a device',
  (file) => {
    expect(localPath(file, 'win32')).toBeNull();
  },
);

test('paths are relative to the workspace', () => {
  expect(shownPath('/srv/api/src/a.js', ['/srv/api'], 'linux')).toBe('src/a.js');
  expect(shownPath('/srv/api/src/a.js', ['/srv/web', '/srv/api'], 'linux')).toBe('api/src/a.js');
  expect(shownPath('/srv/api-old/a.js', ['/srv/api'], 'linux')).toBe('/srv/api-old/a.js');
  expect(shownPath('node:timers', ['/srv/api'], 'linux')).toBe('node:timers');
});

test('a folder is inside itself', () => {
  expect(isInside('/srv/api', ['/srv/api'], 'linux')).toBe(true);
  expect(isInside('/srv/api/x', ['/srv/api'], 'linux')).toBe(true);
  expect(isInside('/srv', ['/srv/api'], 'linux')).toBe(false);
  expect(isInside(null, ['/srv/api'], 'linux')).toBe(false);
});
