/** The addresses of the protocol and the paths of the analysis. */
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Texts that were never saved get a folder of their own. */
const unsaved = '/__untitled__';

const extensions: Readonly<Record<string, string>> = {
  javascript: '.js',
  javascriptreact: '.jsx',
  typescript: '.ts',
  typescriptreact: '.tsx',
};

/** @param languageId of a document that may have no ending */
export function pathOf(uri: string, languageId = 'javascript'): string {
  if (uri.startsWith('file:')) return fileURLToPath(uri).replaceAll('\\', '/');
  return `${unsaved}/${encodeURIComponent(uri)}${extensions[languageId] ?? '.js'}`;
}

export function uriOf(path: string): string {
  if (!path.startsWith(`${unsaved}/`)) return pathToFileURL(path).href;
  return decodeURIComponent(path.slice(unsaved.length + 1).replace(/\.\w+$/, ''));
}
