// What the loader of the WebAssembly parser uses, and nobody else has types for.

declare module 'oxc-parser/src-js/wrap.js' {
  export function wrap(result: object): import('oxc-parser').ParseResult;
}

declare module 'oxc-parser/src-js/generated/visit/keys.js' {
  const keys: Readonly<Record<string, readonly string[]>>;
  export default keys;
}

declare namespace WebAssembly {
  class Memory {
    readonly buffer: ArrayBuffer;
    constructor(pages: { initial: number; maximum: number });
  }
  interface Instance {
    readonly exports: Readonly<Record<string, unknown>>;
  }
}
