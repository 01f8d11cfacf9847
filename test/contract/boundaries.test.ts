// The boundary check sees this project, and each of its rules fails on a fault planted for it.
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import config from '../../.dependency-cruiser.mjs';
import { checks, runCommand } from '../../scripts/checks.mjs';
import { root } from '../../scripts/setup/root.mjs';
import { plantTree } from './planted-tree.ts';

interface Result {
  readonly modules: readonly { source: string }[];
  readonly summary: { violations: readonly { rule: { name: string }; from: string }[] };
}

/** For each rule the file that breaks it, and what is in it. */
const faults: Readonly<Record<string, readonly [path: string, text: string]>> = {
  'protocol-imports-only-itself': ['protocol/a.ts', "import '../inspector/innocent.ts';"],
  'inspector-imports-only-itself-and-protocol': ['inspector/a.ts', "import '../cli/innocent.ts';"],
  'server-imports-only-itself-and-protocol': ['server/a.ts', "import '../inspector/innocent.ts';"],
  'webview-imports-only-itself-and-protocol': ['webview/a.ts', "import '../server/innocent.ts';"],
  'extension-imports-only-itself-and-protocol-and-inspector': [
    'extension/a.ts',
    "import '../webview/innocent.ts';",
  ],
  'cli-imports-only-itself-and-protocol-and-inspector-and-server': [
    'cli/a.ts',
    "import '../extension/innocent.ts';",
  ],
  'only-the-extension-knows-vscode': ['cli/b.ts', "import 'vscode';"],
  'only-cdp-knows-chrome-remote-interface': [
    'inspector/collect/a.ts',
    "import 'chrome-remote-interface';",
  ],
  'only-lsp-knows-the-protocol': ['server/rules/a.ts', "import 'vscode-languageserver/node';"],
  'only-parse-knows-oxc-parser': ['server/rules/b.ts', "import 'oxc-parser';"],
  'only-one-file-knows-ws': ['cli/dashboard/a.ts', "import 'ws';"],
  'only-one-file-knows-uplot': ['webview/views/a.ts', "import 'uplot';"],
  'only-one-file-knows-@tanstack-virtual-core': [
    'webview/components/a.ts',
    "import '@tanstack/virtual-core';",
  ],
  'only-one-file-knows-d3-hierarchy': ['webview/state/a.ts', "import 'd3-hierarchy';"],
  'agent-has-no-dependencies': ['inspector/agent/a.ts', "import 'node:fs';"],
  'nobody-imports-the-agent': ['inspector/b.ts', "import './agent/innocent.ts';"],
  'pure-code-does-no-io': ['inspector/derive/a.ts', "import 'node:fs';"],
  'pure-code-does-not-collect': ['inspector/diagnose/a.ts', "import '../cdp/innocent.ts';"],
  'shipped-code-does-not-need-tests': ['cli/c.ts', "import './innocent.test.ts';"],
  'shipped-code-imports-only-dependencies': ['cli/d.ts', "import 'esbuild';"],
  'no-unresolvable-imports': ['cli/e.ts', "import './nowhere.ts';"],
  'no-cycles': ['cli/f.ts', "import './f.ts';"],
};

const innocent = [
  'inspector/innocent.ts',
  'inspector/agent/innocent.ts',
  'inspector/cdp/innocent.ts',
  'server/innocent.ts',
  'webview/innocent.ts',
  'extension/innocent.ts',
  'cli/innocent.ts',
  'cli/innocent.test.ts',
];

async function cruise(folder: string): Promise<Result> {
  const check = checks.find(({ name }) => name === 'boundaries');
  const { stdout } = await runCommand(`${check?.command} --output-type json`, folder);
  return JSON.parse(stdout);
}

test('sees the modules of this project', async () => {
  const { modules } = await cruise(root);
  const sources = modules.map(({ source }) => source);
  for (const folder of ['protocol', 'inspector', 'inspector/agent', 'cli', 'extension']) {
    expect(sources.filter((source) => source.startsWith(`${folder}/`)).length).toBeGreaterThan(0);
  }
});

describe('fails on a planted fault', () => {
  let folder: string;
  let result: Result;

  beforeAll(async () => {
    const files = innocent.map((path) => [path, 'export {};']);
    folder = plantTree(Object.fromEntries([...files, ...Object.values(faults)]));
    result = await cruise(folder);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('has a fault for every rule', () => {
    const rules = config.forbidden?.map(({ name }) => name);
    expect(Object.keys(faults).toSorted()).toEqual(rules?.toSorted());
  });

  test.each(Object.entries(faults))('%s', (rule, [path]) => {
    const { violations } = result.summary;
    const broken = violations.filter(({ from }) => from === path).map((found) => found.rule.name);
    expect(broken).toContain(rule);
  });

  test('and on nothing else', () => {
    const blamed = new Set(result.summary.violations.map(({ from }) => from));
    expect([...blamed].sort()).toEqual(
      Object.values(faults)
        .map(([path]) => path)
        .sort(),
    );
  });
});
