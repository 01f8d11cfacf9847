// Writes docs/rules/ from the first comment of each lint rule. Usage: node scripts/rule-docs.mjs
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { root } from './setup/root.mjs';

const source = 'server/rules';
export const ruleDocsFolder = 'docs/rules';

/** The ids in the order in which server/rules/index.ts lists the rules. */
export function ruleIds() {
  const index = read(`${source}/index.ts`);
  const files = new Map(
    [...index.matchAll(/^import \{ (?:\w+ as )?(\w+) \} from '\.\/([\w-]+\/[\w-]+)\.ts';$/gm)].map(
      ([, name, id]) => [name, id],
    ),
  );
  const list = /: readonly Rule\[\] = \[([\s\S]*?)\];/.exec(index)?.[1] ?? '';
  return list
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((name) => {
      const id = files.get(name);
      if (!id) throw new Error(`${source}/index.ts lists ${name}, which it does not import`);
      return id;
    });
}

/** The ids of all files that export a rule. */
export function ruleFiles() {
  return readdirSync(`${root}/${source}`, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name: group }) =>
      readdirSync(`${root}/${source}/${group}`)
        .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
        .filter((file) => /^export const \w+: Rule =/m.test(read(`${source}/${group}/${file}`)))
        .map((file) => `${group}/${file.replace(/\.ts$/, '')}`),
    )
    .sort();
}

/**
 * All pages by their path.
 * @param {readonly string[]} ids in the order of the table
 * @returns {Map<string, string>}
 */
export function ruleDocs(ids = ruleIds()) {
  const pages = ids.map((id) => ({ id, ...rulePage(id, read(`${source}/${id}.ts`)) }));
  const rows = pages.map(
    ({ id, level, summary, hasFix }) =>
      `| [\`${id}\`](${fileOf(id)}) | ${summary} | ${level} | ${hasFix ? 'yes' : ''} |`,
  );
  const table = ['| rule | finds | level | fix |', '| --- | --- | --- | --- |', ...rows].join('\n');
  const text = `${generated('*/*.ts')}# Lint rules\n\n${table}\n\nHow to add one: [Adding a rule](../adding-a-rule.md).\n`;
  return new Map([
    [`${ruleDocsFolder}/README.md`, text],
    ...pages.map(
      ({ id, text: page }) => /** @type {const} */ ([`${ruleDocsFolder}/${fileOf(id)}`, page]),
    ),
  ]);
}

/**
 * @param {string} id
 * @param {string} code
 */
export function rulePage(id, code) {
  const comment = /^\/\*\*\n([\s\S]*?)\n \*\//.exec(code)?.[1];
  if (!comment) throw new Error(`${source}/${id}.ts does not begin with a comment`);
  const [head = '', ...rest] = comment
    .replaceAll(/^ \* ?/gm, '')
    .replaceAll('*\\/', '*/')
    .split('\n\n');
  const title = head.replaceAll('\n', ' ').trim();
  if (!title.endsWith('.')) throw new Error(`${id}: the title is no sentence`);
  const level = /^ {2}level: '(\w+)',$/m.exec(code)?.[1];
  const summary = /^ {2}summary: (['"])(.+)\1,$/m.exec(code)?.[2]?.replaceAll("\\'", "'");
  if (!level || !summary) throw new Error(`${id}: level or summary is missing`);
  const body = rest.join('\n\n').trim();
  for (const part of ['Bad', 'Good'])
    if (!body.includes(`${part}:\n\`\`\``)) throw new Error(`${id}: "${part}:" is missing`);
  const text = body.replaceAll(/^(Bad|Good):\n```/gm, '## $1\n\n```');
  return {
    title,
    level,
    summary,
    hasFix: /^ +fixes\b/m.test(code),
    text: `${generated(`${id}.ts`)}# ${id}\n\n${title}\n\nLevel: ${level}.\n\n${text}\n`,
  };
}

/** @param {string} id */
const fileOf = (id) => `${id.replace('/', '-')}.md`;

/** @param {string} file */
function generated(file) {
  return `<!-- Generated from the first comment of ${source}/${file} by scripts/rule-docs.mjs. -->\n\n`;
}

/** @param {string} path */
function read(path) {
  return readFileSync(`${root}/${path}`, 'utf8');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  rmSync(`${root}/${ruleDocsFolder}`, { recursive: true, force: true });
  mkdirSync(`${root}/${ruleDocsFolder}`, { recursive: true });
  for (const [path, text] of ruleDocs()) writeFileSync(`${root}/${path}`, text);
}
