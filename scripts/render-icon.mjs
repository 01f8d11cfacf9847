// Renders assets/icon.svg to the PNG that the marketplace asks for. Run after a change of the SVG.
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { findChromium } from './setup/chromium.mjs';
import { root } from './setup/root.mjs';

const size = 256;
const executablePath = findChromium();
if (!executablePath) throw new Error('needs Chromium: node scripts/setup.mjs chromium');
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const page = await browser.newPage({ viewport: { width: size, height: size } });
const svg = readFileSync(`${root}/assets/icon.svg`, 'utf8');
await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${svg}`);
await page.screenshot({ path: `${root}/assets/icon.png`, omitBackground: true });
await browser.close();
