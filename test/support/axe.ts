// Looks for what keeps people out: names that are missing, colours too close to each other, roles that do not fit.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Frame, Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** One line for each violation; none is good. */
export async function violations(page: Page | Frame): Promise<readonly string[]> {
  // As the debugger's code, so that the page's policy stays as it is.
  await page.evaluate(source);
  const found = (await page.evaluate(
    'axe.run().then(({ violations }) => violations)',
  )) as Violation[];
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)}: ${failureSummary}`),
  );
}
