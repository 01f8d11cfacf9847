// Collects the licence texts of the packages that were bundled: their terms ask to be shipped along.
import { readdirSync, readFileSync } from 'node:fs';
import { root } from './setup/root.mjs';

/**
 * @param {string[]} inputs paths of bundled files, relative to the project
 * @returns {string} one section per package, in a stable order
 */
export function licenseTexts(inputs) {
  const packages = new Set();
  for (const input of inputs) {
    const match = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input);
    if (match) packages.add(match[0]);
  }
  return [...packages]
    .sort()
    .map(section)
    .join(`\n${'-'.repeat(72)}\n\n`);
}

/** @param {string} folder */
function section(folder) {
  const manifest = JSON.parse(readFileSync(`${root}/${folder}/package.json`, 'utf8'));
  const file = readdirSync(`${root}/${folder}`).find((name) => /^licen[cs]e/i.test(name));
  const text = file ? readFileSync(`${root}/${folder}/${file}`, 'utf8').trim() : manifest.license;
  return `${manifest.name} ${manifest.version}\n\n${text}\n`;
}
