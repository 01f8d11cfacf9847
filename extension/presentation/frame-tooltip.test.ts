import { expect, test } from 'vitest';
import { buildForest } from '../../inspector/derive/await-forest.ts';
import { frame, group } from '../testing/made-up-tasks.ts';
import { frameTooltip } from './frame-tooltip.ts';

const hostileName = '[x](command:quit) <b>';

function nodeOf(...groups: Parameters<typeof buildForest>[0]) {
  const [node] = buildForest(groups, 'outermost');
  if (!node) throw new Error('no node');
  return node;
}

test('shows the whole stack and what it waits for', () => {
  const only = group([frame('inner', '/srv/a.js:2:3'), frame('outer', '/srv/a.js:9:1')], {
    waitsFor: 'once(`x`)',
  });
  const text = frameTooltip({ node: nodeOf(only), path: [], only });
  expect(text).toContain('at async inner (/srv/a.js:2:3)\nat async outer (/srv/a.js:9:1)');
  expect(text).toContain(String.raw`awaiting once\(\`x\`\)`);
});

test('nothing of the target is a link, HTML or the end of the code', () => {
  const only = group([frame(hostileName, '/srv/```.js:2:3')], { waitsFor: hostileName });
  const text = frameTooltip({ node: nodeOf(only), path: [], only });
  const [, fence = ''] = /^(`{3,})text$/m.exec(text) ?? [];
  expect(fence).toBe('````');
  const outside = text.replace(/^(`{4})text\n[\s\S]*?\n\1$/m, '');
  expect(outside).not.toMatch(/(?<!\\)[<[\]`]/);
});

test('several stacks below show the way to the node', () => {
  const outer = frame('outer', '/srv/a.js:9:1');
  const node = nodeOf(
    group([frame('a'), outer]),
    group([frame('b'), outer], { countIsExact: false }),
  );
  const text = frameTooltip({ node, path: [outer], only: null });
  expect(text).toContain('at async outer (/srv/a.js:9:1)');
  expect(text).toContain('Part of 2 different stacks');
  expect(text).toContain('≈ The count is an estimate');
});

test('a mapped frame names the file that runs', () => {
  const generated = { file: '/srv/dist/a.js', line: 1, column: 99 };
  const only = group([frame('a', '/srv/a.ts:2:3', { generated })]);
  expect(frameTooltip({ node: nodeOf(only), path: [], only })).toContain(
    String.raw`Runs as \/srv\/dist\/a\.js\:1\:99`,
  );
});

test('a very deep stack is cut, and says how much', () => {
  const only = group(
    Array.from({ length: 100 }, (_, line) => frame('f', `/srv/a.js:${line + 1}:1`)),
  );
  expect(frameTooltip({ node: nodeOf(only), path: [], only })).toContain('… 60 more lines');
});
