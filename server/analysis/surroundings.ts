/** Where the code of a file runs, by what it uses: on a page in a browser, or for somebody at a terminal. */
import { builtinModules } from 'node:module';
import type { Node } from './ast.ts';
import { ancestor, isFunction, memberName } from './ast.ts';
import { importedModules } from './imported-modules.ts';
import type { SourceFile } from './source-file.ts';

/** Their functions are sent to a page. */
const sending =
  /^(?:evaluate\w*|\$\$?eval|waitForFunction|addInitScript|execute(?:Async)?Script|exposeFunction)$/;
const terminals =
  /^(?:commander|yargs|meow|cac|sade|citty|clipanion|oclif|@oclif\/core|caporal|vorpal|inquirer|@inquirer\/.+|prompts|enquirer|promptly|@clack\/prompts|blessed|neo-blessed|ink|ora|listr2?)(?:\/|$)/;

/** Whether a file is for browsers only: it uses the page without asking whether there is one, and nothing of Node. */
export function isBrowserFile(file: SourceFile): boolean {
  if (isAmdModule(file) || usesQuery(file) || usesHooks(file)) return true;
  if (!/\b(?:document|window)\./.test(file.text)) return false;
  if (/\btypeof (?:window|document)\b/.test(file.text)) return false;
  if (importedModules(file).some(isOfNode)) return false;
  return file
    .nodes('MemberExpression')
    .some(
      ({ object }) =>
        object.type === 'Identifier' &&
        /^(?:document|window)$/.test(object.name) &&
        file.variableOf(object) === null &&
        !isSent(file, object),
    );
}

/** `define('forum/topic', ['components'], (components) => {})`: a loader of pages reads it. */
const isAmdModule = (file: SourceFile): boolean =>
  file.text.includes('define(') &&
  file
    .nodes('CallExpression')
    .some(
      ({ callee, arguments: passed, parent }) =>
        parent?.type === 'ExpressionStatement' &&
        callee.type === 'Identifier' &&
        callee.name === 'define' &&
        file.variableOf(callee) === null &&
        passed.some(({ type }) => type === 'ArrayExpression') &&
        isFunction(passed.at(-1)),
    );

/** Calls jQuery, which nobody imported: a page brings it. */
const usesQuery = (file: SourceFile): boolean =>
  /\$\(|\bjQuery\(/.test(file.text) &&
  !importedModules(file).some(isOfNode) &&
  file
    .nodes('CallExpression')
    .some(
      ({ callee }) =>
        callee.type === 'Identifier' &&
        /^(?:\$|jQuery)$/.test(callee.name) &&
        file.variableOf(callee) === null &&
        !isSent(file, callee),
    );

/** A component with `useEffect` or another hook: what it begins, it begins on a page. */
const usesHooks = (file: SourceFile): boolean =>
  /\buse[A-Z]\w*\(/.test(file.text) &&
  importedModules(file).some((specifier) => /^(?:react|preact)(?:$|\/)/.test(specifier)) &&
  !importedModules(file).some(isOfNode) &&
  file
    .nodes('CallExpression')
    .some(({ callee }) => /^use[A-Z]/.test(callee.type === 'Identifier' ? callee.name : ''));

const isOfNode = (specifier: string): boolean =>
  specifier.startsWith('node:') || builtinModules.includes(specifier);

/** Whether what a file imports is of Node, or drives a browser from there: no page runs it, whatever its folder is called. */
export const runsOnNode = (imports: readonly string[]): boolean =>
  imports.some((one) => isOfNode(one) || /^(?:puppeteer|playwright)/.test(one));

/** `page.evaluate(() => document.title)`, and in a function whose name is passed like that. */
export const isSent = (file: SourceFile, node: Node): boolean =>
  ancestor(
    node,
    (one) =>
      isFunction(one) &&
      (isSentBy(one.parent) ||
        (one.id !== null &&
          (file.variableOf(one.id)?.references ?? []).some(({ identifier }) =>
            isSentBy(identifier.parent),
          ))),
  ) !== null;

const isSentBy = (call: Node | null | undefined): boolean =>
  call?.type === 'CallExpression' && sending.test(memberName(call.callee) ?? '');

/** Whether a file reads a command line, or asks and draws in a terminal. */
export const isTerminalFile = (file: SourceFile): boolean =>
  importedModules(file).some((specifier) => terminals.test(specifier));
