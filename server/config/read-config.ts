/** Text of a `loopscope.config.json` to what it says. */
import { type Config, type ConfiguredLevel, configuredLevels, type Levels } from './config.ts';
import { type JsonEntry, JsonFault, type JsonTree, readJson } from './json-tree.ts';

/**
 * @param ruleIds of the rules that exist
 * @throws JsonFault for what is not understood: a rule that somebody switched off must not stay on by a typing error
 */
export function readConfig(text: string, ruleIds: readonly string[]): Config {
  const config = { rules: {}, overrides: [], ignore: [], blocking: {}, stable: [] } as {
    -readonly [K in keyof Config]: Config[K];
  };
  for (const { name, offset, value } of entriesOf(readJson(text))) {
    switch (name) {
      case '$schema':
        break;
      case 'rules':
        config.rules = levelsOf(value, ruleIds);
        break;
      case 'overrides':
        config.overrides = itemsOf(value).map((item) => overrideOf(item, ruleIds));
        break;
      case 'ignore':
      case 'stable':
        config[name] = itemsOf(value).map(stringOf);
        break;
      case 'blocking':
        config.blocking = Object.fromEntries(
          entriesOf(value).map((entry) => [entry.name, replacementOf(entry)]),
        );
        break;
      default:
        throw unknownName(name, offset, ['rules', 'overrides', 'ignore', 'blocking', 'stable']);
    }
  }
  return config;
}

function overrideOf(item: JsonTree, ruleIds: readonly string[]): Config['overrides'][number] {
  let files: readonly string[] | null = null;
  let rules: Levels = {};
  for (const { name, offset, value } of entriesOf(item)) {
    if (name === 'files') files = itemsOf(value).map(stringOf);
    else if (name === 'rules') rules = levelsOf(value, ruleIds);
    else throw unknownName(name, offset, ['files', 'rules']);
  }
  if (!files) throw new JsonFault('An override needs "files": a list of globs', item.offset);
  return { files, rules };
}

function levelsOf(tree: JsonTree, ruleIds: readonly string[]): Levels {
  const groups = new Set(ruleIds.map((id) => id.slice(0, id.indexOf('/'))));
  return Object.fromEntries(
    entriesOf(tree).map(({ name, offset, value }): [string, ConfiguredLevel] => {
      if (name !== '*' && !groups.has(name) && !ruleIds.includes(name))
        throw new JsonFault(`There is no rule or group "${name}"`, offset);
      const level = configuredLevels.find((one) => value.kind === 'plain' && value.value === one);
      if (!level)
        throw new JsonFault(`A level is one of ${configuredLevels.join(', ')}`, value.offset);
      return [name, level];
    }),
  );
}

function replacementOf({ value }: JsonEntry): string | null {
  if (value.kind === 'plain' && (value.value === null || typeof value.value === 'string'))
    return value.value;
  throw new JsonFault('A replacement is a string, or null where there is none', value.offset);
}

function stringOf(tree: JsonTree): string {
  if (tree.kind === 'plain' && typeof tree.value === 'string') return tree.value;
  throw new JsonFault('This must be a string', tree.offset);
}

function entriesOf(tree: JsonTree): readonly JsonEntry[] {
  if (tree.kind === 'object') return tree.entries;
  throw new JsonFault('This must be an object', tree.offset);
}

function itemsOf(tree: JsonTree): readonly JsonTree[] {
  if (tree.kind === 'array') return tree.items;
  throw new JsonFault('This must be a list', tree.offset);
}

const unknownName = (name: string, offset: number, known: readonly string[]): JsonFault =>
  new JsonFault(`There is no setting "${name}"; there are ${known.join(', ')}`, offset);
