/** A line or bars of a few numbers, as small as a word. */
import { html, nothing, svg, type TemplateResult } from 'lit-html';

const width = 72;
const height = 16;

/** @param label what it shows, in words */
export function trendLine(counts: readonly number[], label: string): TemplateResult {
  const most = Math.max(1, ...counts);
  const step = width / Math.max(1, counts.length - 1);
  const points = counts
    .map(
      (count, index) =>
        `${round(index * step)},${round(height - 1 - (count / most) * (height - 2))}`,
    )
    .join(' ');
  return html`<svg class="spark" viewBox="0 0 ${width} ${height}" role="img" aria-label=${label}>
    ${svg`<polyline points=${points}></polyline>`}
  </svg>`;
}

export function histogramBars(counts: readonly number[], label: string): TemplateResult {
  const first = counts.findIndex((count) => count > 0);
  if (first < 0) return html`${nothing}`;
  const last = counts.findLastIndex((count) => count > 0);
  const used = counts.slice(first, last + 1);
  const most = Math.max(...used);
  const step = Math.min(8, width / used.length);
  return html`<svg class="spark" viewBox="0 0 ${width} ${height}" role="img" aria-label=${label}>
    ${used.map((count, index) => {
      const tall = count === 0 ? 0 : Math.max(1.5, (count / most) * height);
      return svg`<rect x=${round(index * step)} y=${round(height - tall)} width=${round(step - 1)} height=${round(tall)}></rect>`;
    })}
  </svg>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
