/** The colours of the style sheets for what is painted on a canvas, and news of their change. */

const probes = new Map<string, string>();
const listeners = new Set<() => void>();

/** The value of a custom property such as `--series-1`, as a colour that a canvas understands. */
export function colour(name: string): string {
  let value = probes.get(name);
  if (value === undefined) probes.set(name, (value = resolved(name)));
  return value;
}

/** Custom properties hold text, such as `light-dark(…)` or a system colour: only a real property resolves it. */
function resolved(name: string): string {
  const probe = document.createElement('span');
  probe.style.setProperty('color', `var(${name})`);
  probe.style.setProperty('display', 'none');
  // Else a mixed colour would be forced to that of text.
  probe.style.setProperty('forced-color-adjust', 'none');
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

/** @returns what unsubscribes */
export function onThemeChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** To be called once: the editor changes classes and variables, a browser the answers to media queries. */
export function watchTheme(): void {
  const changed = () => {
    probes.clear();
    for (const listener of listeners) listener();
  };
  const observer = new MutationObserver(changed);
  for (const element of [document.documentElement, document.body]) {
    observer.observe(element, { attributes: true, attributeFilter: ['class', 'style'] });
  }
  for (const query of [
    '(prefers-color-scheme: dark)',
    '(prefers-contrast: more)',
    '(forced-colors: active)',
  ]) {
    matchMedia(query).addEventListener('change', changed);
  }
}
