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
        !isSent(object),
    );
}

const isOfNode = (specifier: string): boolean =>
  specifier.startsWith('node:') || builtinModules.includes(specifier);

/** `page.evaluate(() => document.title)` */
const isSent = (node: Node): boolean =>
  ancestor(
    node,
    (one) =>
      isFunction(one) &&
      one.parent?.type === 'CallExpression' &&
      sending.test(memberName(one.parent.callee) ?? ''),
  ) !== null;

/** Whether a file reads a command line, or asks and draws in a terminal. */
export const isTerminalFile = (file: SourceFile): boolean =>
  importedModules(file).some((specifier) => terminals.test(specifier));
