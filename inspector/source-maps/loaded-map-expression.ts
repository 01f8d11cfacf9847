/** Asks the target for the source map of a script that it compiled in memory: the file on disk does not have it. */

/** Characters of mappings. Sending more would hold up the target's event loop. */
const longestMappings = 4_000_000;

/**
 * An expression for `Runtime.evaluate` with `includeCommandLineAPI: true` and `returnByValue: true`; its value is the
 * map as JSON text, or `null`. Node keeps maps only when they are switched on (`--enable-source-maps`, and loaders
 * such as tsx do that); embedded sources are left out, because they are most of the size.
 */
export function loadedMapExpression(script: string): string {
  return `(() => {
  try {
    const { findSourceMap } = require('node:module');
    const payload = findSourceMap(${JSON.stringify(script)})?.payload;
    if (!payload || typeof payload.mappings !== 'string' || payload.mappings.length > ${longestMappings}) return null;
    const { version, sources, sourceRoot, names, mappings } = payload;
    return JSON.stringify({ version, sources, sourceRoot, names, mappings });
  } catch {
    return null;
  }
})()`;
}
