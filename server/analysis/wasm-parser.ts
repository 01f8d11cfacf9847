/**
 * The parser as WebAssembly: for the packaged extension, which runs on any platform and carries no native code. It is
 * the single-threaded build of oxc-parser, so that neither worker threads nor `node:wasi`, which prints a warning, are
 * needed.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { instantiateNapiModuleSync } from '@emnapi/core';
import asyncWork from '@emnapi/core/plugins/async-work';
import threadsafeFunction from '@emnapi/core/plugins/threadsafe-function';
import { createContext } from '@emnapi/runtime';
import type { parseSync } from 'oxc-parser';
import { wrap } from 'oxc-parser/src-js/wrap.js';

/** Pages of 64 kB, as in oxc-parser's own loaders. */
const pages = { initial: 4000, maximum: 65_536 };

const badFileDescriptor = 8;

export function loadWasmParser(): typeof parseSync {
  const memory = new WebAssembly.Memory(pages);
  const { napiModule } = instantiateNapiModuleSync(readFileSync(wasmFile()), {
    context: createContext(),
    asyncWorkPoolSize: 0,
    plugins: [asyncWork, threadsafeFunction],
    wasi: systemCalls(memory),
    overwriteImports: (imports) => {
      imports['env'] = { ...imports['env'], ...imports['napi'], ...imports['emnapi'], memory };
      return imports;
    },
    beforeInit: ({ instance }) => {
      for (const [name, register] of Object.entries(instance.exports))
        if (name.startsWith('__napi_register__')) (register as () => void)();
    },
  });
  const binding = napiModule.exports as { readonly parseSync: (...args: unknown[]) => object };
  return (path, text, options) => wrap(binding.parseSync(path, text, options));
}

/** The few that a parser needs: it reads no files, and says nothing. */
function systemCalls(memory: WebAssembly.Memory) {
  return {
    wasiImport: {
      random_get(address: number, length: number): number {
        crypto.getRandomValues(new Uint8Array(memory.buffer, address, length));
        return 0;
      },
      environ_get: () => 0,
      environ_sizes_get(count: number, size: number): number {
        const view = new DataView(memory.buffer);
        view.setUint32(count, 0, true);
        view.setUint32(size, 0, true);
        return 0;
      },
      fd_write: () => badFileDescriptor,
      proc_exit(code: number): never {
        throw new Error(`The parser gave up with code ${code}`);
      },
    },
    initialize(instance: object): void {
      ((instance as WebAssembly.Instance).exports['_initialize'] as (() => void) | undefined)?.();
    },
    start: () => 0,
  };
}

/** Beside the bundles, or one folder above where they are split; in the repository where npm put it. */
function wasmFile(): string {
  const beside = ['./parser.wasm', '../parser.wasm'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  return (
    beside.find((path) => existsSync(path)) ??
    createRequire(import.meta.url).resolve('oxc-parser/parser.wasm32-wasip1.wasm')
  );
}
