import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { commands, container, contextKeys, itemKinds, panels, settings, views } from './ids.ts';

interface MenuItem {
  readonly command: string;
  readonly when?: string;
}

interface Manifest {
  readonly activationEvents: string[];
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly restrictedConfigurations: string[] };
  };
  readonly contributes: {
    readonly commands: { readonly command: string; readonly title: string }[];
    readonly viewsContainers: { readonly activitybar: { readonly id: string }[] };
    readonly views: Record<string, { readonly id: string }[]>;
    readonly viewsWelcome: { readonly view: string; readonly contents: string; when: string }[];
    readonly menus: Record<string, MenuItem[]>;
    readonly keybindings: MenuItem[];
    readonly configuration: {
      readonly properties: Record<string, { readonly markdownDescription?: string }>;
    };
  };
}

const manifestFile = new URL('../package.json', import.meta.url);
const manifest: Manifest = JSON.parse(readFileSync(manifestFile, 'utf8'));
const { contributes } = manifest;
const menuItems = [...Object.values(contributes.menus).flat(), ...contributes.keybindings];
const sorted = (values: Iterable<string>) => [...values].sort();

test('commands are the same in package.json and in the code', () => {
  const contributed = contributes.commands.map(({ command }) => command);
  expect(sorted(contributed)).toEqual(sorted(Object.values(commands)));
});

test('settings are the same, and each has a description', () => {
  const { properties } = contributes.configuration;
  expect(sorted(Object.keys(properties))).toEqual(sorted(Object.values(settings)));
  const bare = Object.entries(properties).filter(([, setting]) => !setting.markdownDescription);
  expect(bare).toEqual([]);
});

test('views are the same', () => {
  expect(contributes.viewsContainers.activitybar.map(({ id }) => id)).toEqual([container]);
  const contributed = contributes.views[container]?.map(({ id }) => id) ?? [];
  expect(sorted(contributed)).toEqual(sorted(Object.values(views)));
});

test('panels wake the extension when the window is loaded again', () => {
  const expected = Object.values(panels).map((panel) => `onWebviewPanel:${panel}`);
  const woken = manifest.activationEvents.filter((event) => event.startsWith('onWebviewPanel:'));
  expect(woken).toEqual(expected);
});

test('menus and key bindings name commands that exist', () => {
  const known = new Set<string>(Object.values(commands));
  expect(menuItems.filter(({ command }) => !known.has(command))).toEqual([]);
});

const clauses = [...menuItems, ...contributes.viewsWelcome].map(({ when }) => when ?? '');

test('when clauses name only keys, settings and views that exist, and every key', () => {
  const used = new Set(
    clauses.flatMap((when) => when.match(/(?:config\.)?loopscope\.[\w.]+/g) ?? []),
  );
  const known = new Set<string>([
    ...Object.values(contextKeys),
    ...Object.values(views),
    ...Object.values(settings).map((name) => `config.${name}`),
  ]);
  expect([...used].filter((name) => !known.has(name))).toEqual([]);
  expect(Object.values(contextKeys).filter((key) => !used.has(key))).toEqual([]);
});

test('when clauses name only items that exist', () => {
  const known = new Set<string>(Object.values(itemKinds));
  const used = clauses.flatMap(kindsIn);
  expect(used.length).toBeGreaterThan(10);
  expect(used.filter((kind) => !known.has(kind))).toEqual([]);
});

/** Of `viewItem == kind` and of `viewItem =~ /^kind-(a|b)$/`, the two forms that are used. */
function kindsIn(when: string): string[] {
  const exact = /viewItem == (\S+)/.exec(when);
  const either = /viewItem =~ \/\^([\w-]+)\(([\w|]+)\)\$\//.exec(when);
  if (!exact && !either && when.includes('viewItem')) throw new Error(`unknown form: ${when}`);
  const [, prefix = '', names = ''] = either ?? [];
  return exact ? [exact[1] ?? ''] : names ? names.split('|').map((name) => prefix + name) : [];
}

test('links of the empty views run commands that exist', () => {
  const links = contributes.viewsWelcome.flatMap(({ contents }) =>
    [...contents.matchAll(/\(command:([\w.]+)\)/g)].map(([, command]) => command ?? ''),
  );
  expect(links.length).toBeGreaterThan(3);
  const known = new Set<string>(Object.values(commands));
  expect(links.filter((link) => !known.has(link))).toEqual([]);
});

test('commands that need an item are not in the palette', () => {
  const hidden = contributes.menus.commandPalette?.filter(({ when }) => when === 'false');
  expect(sorted(hidden?.map(({ command }) => command) ?? [])).toEqual(
    sorted([commands.attachAgain, commands.dismiss, commands.showMore]),
  );
});

test('an untrusted workspace may neither map paths nor raise the limit of the pause', () => {
  const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
  expect(sorted(restrictedConfigurations)).toEqual(
    sorted([settings.pathMappings, settings.maxPause]),
  );
});
