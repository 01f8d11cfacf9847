import { expect, test } from 'vitest';
import { Project } from './project.ts';

const files = {
  '/server.js': `
    import express from 'express';
    import { load } from './barrel.js';
    import * as store from './store.js';
    const app = express();
    app.get('/a', (req, res) => res.send(load()));
    app.get('/b', (req, res) => res.send(store.current.read()));
    app.get('/c', (req, res) => res.send(store.current.size()));
  `,
  '/barrel.js': `export * from './load.js';`,
  '/load.js': 'export function load() { return work(); } function work() {}',
  '/other.js': 'export function load() {}',
  '/store.js': `import { File, Memory } from './stores.js'; export const current = new File();`,
  '/stores.js':
    "import { One, Two } from './bases.js'; export class File extends One { read() {} } export class Memory extends One { read() {} }",
  '/bases.js': 'export class One { size() {} } export class Two { size() {} }',
};

/** Each changes what another file means, over one file or two. */
const edits: readonly (readonly [keyof typeof files, string])[] = [
  ['/load.js', 'function work() {} export function load() { return work(); }'],
  ['/load.js', 'export function load() { const more = () => work(); } function work() {}'],
  ['/barrel.js', `export * from './other.js';`],
  ['/other.js', 'export function stop() {}'],
  ['/other.js', `export { work as load } from './load.js';`],
  ['/load.js', 'export function work() {}'],
  ['/store.js', `import { File, Memory } from './stores.js'; export const current = new Memory();`],
  [
    '/stores.js',
    "import { One, Two } from './bases.js'; export class File extends One { read() {} } export class Memory extends Two { read() {} }",
  ],
  ['/stores.js', 'export class Memory { write() {} read() {} } export class File { read() {} }'],
  ['/barrel.js', files['/barrel.js']],
  ['/load.js', files['/load.js']],
];

function pathsIn(project: Project): object {
  return Object.fromEntries(
    project.paths.flatMap((path) =>
      (project.summaryOf(path)?.functions ?? []).map(({ name }, id) => [
        `${path}:${id} ${name}`,
        project.graph.loopPath(path, id)?.places ?? null,
      ]),
    ),
  );
}

function projectOf(texts: Readonly<Record<string, string>>): Project {
  const project = new Project('/');
  for (const [path, text] of Object.entries(texts)) project.set(path, text);
  return project;
}

test('after each edit all is known that a project knows which is read anew', () => {
  const project = projectOf(files);
  const texts: Record<string, string> = { ...files };
  const seen = new Set([JSON.stringify(pathsIn(project))]);
  for (const [path, text] of edits) {
    texts[path] = text;
    project.set(path, text);
    const paths = pathsIn(project);
    seen.add(JSON.stringify(paths));
    expect(paths, `${path}: ${text}`).toEqual(pathsIn(projectOf(texts)));
  }
  // Else the edits would show nothing.
  expect(seen.size).toBe(edits.length + 1);

  project.delete('/load.js');
  delete texts['/load.js'];
  expect(pathsIn(project)).toEqual(pathsIn(projectOf(texts)));
});
