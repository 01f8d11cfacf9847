/** The documentation of the rules, which the build collects from the comments of their files. */
import { readFileSync } from 'node:fs';

let texts: Readonly<Record<string, string>> | null = null;

/** Markdown; `null` where there is no build, as in unit tests. */
export function ruleText(rule: string): string | null {
  texts ??= load();
  return texts[rule] ?? null;
}

function load(): Readonly<Record<string, string>> {
  for (const path of ['./rule-texts.json', '../rule-texts.json'])
    try {
      return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
    } catch {
      // It is in the other place, or nowhere.
    }
  return {};
}
