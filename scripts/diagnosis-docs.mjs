// Writes docs/diagnoses/ from the first comment of each diagnosis. Usage: node scripts/diagnosis-docs.mjs
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { root } from './setup/root.mjs';

const source = 'inspector/diagnose';
export const docsFolder = 'docs/diagnoses';

/** The parts of the comment, in their order, and the headings that they get. */
const parts = /** @type {const} */ ([
  ['Means', 'What it means'],
  ['Told by', 'How it is told'],
  ['Certainty', 'How certain it is'],
  ['Advice', 'What to do'],
  ['Rules', 'Found in source by'],
]);

/** The ids of all files that are diagnoses. */
export function diagnosisFiles() {
  return readdirSync(`${root}/${source}`)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .filter((file) => /^export const \w+: Diagnosis =/m.test(read(`${source}/${file}`)))
    .map((file) => file.replace(/\.ts$/, ''))
    .sort();
}

/**
 * All pages by their path.
 * @param {readonly string[]} ids in the order of the list of contents
 * @returns {Map<string, string>}
 */
export function diagnosisDocs(ids = diagnosisFiles()) {
  const pages = ids.map((id) => ({ id, ...pageOf(id, read(`${source}/${id}.ts`)) }));
  const contents = pages.map(({ id, title, summary }) => `- [${title}](${id}.md): ${summary}`);
  return new Map([
    [
      `${docsFolder}/README.md`,
      `${generated('each file')}# Diagnoses\n\n${contents.join('\n')}\n\nHow to add one: [Adding a diagnosis](../adding-a-diagnosis.md).\n`,
    ],
    ...pages.map(({ id, text }) => /** @type {const} */ ([`${docsFolder}/${id}.md`, text])),
  ]);
}

/**
 * @param {string} id
 * @param {string} code
 */
export function pageOf(id, code) {
  const comment = /^\/\*\*\n([\s\S]*?)\n \*\//.exec(code)?.[1];
  if (!comment) throw new Error(`${source}/${id}.ts does not begin with a comment`);
  const paragraphs = comment
    .split('\n')
    .map((line) => line.replace(/^ \* ?/, ''))
    .join('\n')
    .split('\n\n')
    .map((paragraph) => paragraph.replaceAll('\n', ' ').trim());
  const [head = '', ...rest] = paragraphs;
  const [, title, summary] = /^([^:]+): (.+)$/.exec(head) ?? [];
  if (!title || !summary) throw new Error(`${id}: the first sentence is not "Title: summary."`);
  if (rest.length !== parts.length) {
    throw new Error(`${id}: the parts are ${parts.map(([name]) => name).join(', ')}`);
  }
  const sections = parts.map(([name, heading], i) => {
    const paragraph = rest[i] ?? '';
    if (!paragraph.startsWith(`${name}: `)) throw new Error(`${id}: "${name}:" is missing`);
    const text = paragraph.slice(name.length + 2);
    return `## ${heading}\n\n${name === 'Rules' ? rulesIn(text) : text}\n`;
  });
  const text = `${generated(`${id}.ts`)}# ${title}\n\n\`${id}\`: ${summary}\n\n${sections.join('\n')}`;
  return { title, summary, text };
}

/** @param {string} text ids, with commas between them, or "none" */
function rulesIn(text) {
  if (text === 'none') return 'No lint rule: the source does not show it.';
  return text
    .split(', ')
    .map((rule) => `- \`${rule}\``)
    .join('\n');
}

/** @param {string} file */
function generated(file) {
  return `<!-- Generated from the first comment of ${source}/${file === 'each file' ? '*.ts' : file} by scripts/diagnosis-docs.mjs. -->\n\n`;
}

/** @param {string} path */
function read(path) {
  return readFileSync(`${root}/${path}`, 'utf8');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  rmSync(`${root}/${docsFolder}`, { recursive: true, force: true });
  mkdirSync(`${root}/${docsFolder}`, { recursive: true });
  for (const [path, text] of diagnosisDocs()) writeFileSync(`${root}/${path}`, text);
}
