import { expect, test } from 'vitest';
import { readPathMappings } from './path-mappings.ts';

test('the variable is replaced, with nothing special in the name of the folder', () => {
  // oxlint-disable-next-line no-template-curly-in-string -- a variable of VS Code's settings
  const value = { '/app': '${workspaceFolder}', '/app/lib': '/srv/$&/lib' };
  expect(readPathMappings(value, '/srv/$&')).toEqual([
    { remote: '/app', local: '/srv/$&' },
    { remote: '/app/lib', local: '/srv/$&/lib' },
  ]);
});

test.each([null, undefined, 'x', 7, { '/app': 7 }, { '': '/srv' }, { '/app': '' }])(
  '%j maps nothing',
  (value) => {
    expect(readPathMappings(value, '/srv')).toEqual([]);
  },
);

test('without a workspace, entries that need one are left out', () => {
  // oxlint-disable-next-line no-template-curly-in-string -- a variable of VS Code's settings
  expect(readPathMappings({ '/app': '${workspaceFolder}/api' }, undefined)).toEqual([]);
});
