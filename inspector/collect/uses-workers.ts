/** Whether a script talks to worker threads, as its source and that of what it imports says. */
import { resolveBeside, scriptPath } from '../source-maps/script-path.ts';

const ofWorkers =
  /\b(?:worker_threads|MessageChannel|BroadcastChannel|piscina|tinypool|workerpool|poolifier|comlink)\b/;
const relativeImport = /(?:\bfrom|\bimport|\brequire)\s*\(?\s*['"](\.{1,2}\/[^'"\n]+)['"]/g;
const endings = ['', '.js', '.mjs', '.cjs', '.ts', '/index.js', '/index.ts'];
/** From the script that awaits to the one that posts the messages there are rarely more steps. */
const mostSteps = 2;
const mostScripts = 50;

/** @param textOf the text of a script, `null` when it cannot be read */
export async function usesWorkers(
  script: string,
  textOf: (script: string) => Promise<string | null>,
): Promise<boolean> {
  const seen = new Set([script]);
  let next = [script];
  for (let step = 0; step <= mostSteps; step++) {
    const found: string[] = [];
    for (const each of next) {
      const text = await textOf(each);
      if (text === null) continue;
      if (ofWorkers.test(text)) return true;
      for (const path of step < mostSteps ? await imported(each, text, textOf) : []) {
        if (seen.has(path) || seen.size >= mostScripts) continue;
        seen.add(path);
        found.push(path);
      }
    }
    next = found;
  }
  return false;
}

async function imported(
  script: string,
  text: string,
  textOf: (script: string) => Promise<string | null>,
): Promise<readonly string[]> {
  const from = scriptPath(script);
  if (from === null) return [];
  const paths: string[] = [];
  for (const [, name = ''] of text.matchAll(relativeImport)) {
    const path = resolveBeside(from, name);
    for (const ending of endings) {
      if ((await textOf(path + ending)) === null) continue;
      paths.push(path + ending);
      break;
    }
  }
  return paths;
}
