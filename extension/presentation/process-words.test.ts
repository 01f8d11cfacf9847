import { expect, test } from 'vitest';
import { nodeProcess } from '../testing/made-up-tasks.ts';
import { processName, processRow, processTooltip } from './process-words.ts';

test('a process is called by its script, else by its command', () => {
  expect(processName(nodeProcess(7))).toBe('app.js');
  const evaluated = { script: null, argv: ['/usr/bin/node', '-e', 'run()\nx'] };
  expect(processName(nodeProcess(7, evaluated))).toBe('node -e run() x');
});

test('the row shows pid, uptime and where it runs', () => {
  const row = processRow(nodeProcess(7), ['/srv'], false);
  expect(row.description).toBe('7 · 1 h · srv');
  expect(processRow(nodeProcess(7, { uptimeSeconds: null }), [], true).description).toBe(
    '7 · attached · /srv',
  );
});

test('the tooltip leaves out what is not known and escapes the rest', () => {
  const text = processTooltip(nodeProcess(7, { user: null, command: 'node [x](command:y)' }));
  expect(text).not.toContain('User');
  expect(text).toContain(String.raw`**Command** node \[x\]\(command\:y\)`);
});
