/** Made-up collections for the tests of derivations: stacks written as `inner < all 0 < outer`, with promises. */

import { StackTrieBuilder } from '../../inspector/agent/stack-trie.ts';
import { awaitExpressionAt } from '../../inspector/derive/await-expression.ts';
import type { CollectedStacks, PlacedFrame } from '../../inspector/derive/collected-stacks.ts';
import type { PeriodicStack, RawFrame, StackTrie } from '../../protocol/agent.ts';

/** What the source says at each function's await, such as `await load().then(parse)`; by function name. */
export type Sources = Readonly<Record<string, string>>;

export class MadeUpStacks {
  readonly frames: PlacedFrame[] = [];
  readonly #trie = new StackTrieBuilder(10_000);
  readonly #periodic: PeriodicStack[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #sources: Sources;
  readonly #asyncCallees: ReadonlySet<string>;

  /** @param asyncCallees functions whose awaited call is known to be of an async function */
  constructor(sources: Sources = {}, asyncCallees: readonly string[] = []) {
    this.#sources = sources;
    this.#asyncCallees = new Set(asyncCallees);
  }

  /** @param stack innermost first; empty for a promise that nobody awaits */
  add(stack: string, promises: number): this {
    const numbers = this.numbers(stack);
    for (let i = 0; i < promises; i++) this.#trie.add(numbers, 0);
    return this;
  }

  /** @param before what comes before the round, innermost first */
  addPeriodic(round: string, promises: number, before = '', endless = true): this {
    const period = this.numbers(round);
    const frames = [...this.numbers(before), ...period];
    this.#periodic.push({ frames, period: period.length, promises, observedMs: 0, endless });
    return this;
  }

  numbers(stack: string): number[] {
    return stack === '' ? [] : stack.split(' < ').map((name) => this.#number(name));
  }

  placed(stack: string): PlacedFrame[] {
    return this.numbers(stack).map((number) => this.frames[number] as PlacedFrame);
  }

  get trie(): StackTrie {
    return this.#trie.build();
  }

  collected(): CollectedStacks {
    const counts = { seen: 0, pending: 0, probed: 0, tooDeep: 0, tooManyShapes: 0, failed: 0 };
    const report = { frames: this.frames.map(({ raw }) => raw), trie: this.trie, deep: [], counts };
    return {
      frames: this.frames,
      report: { ...report, periodic: this.#periodic, longestSliceMs: 0 },
    };
  }

  #number(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const number = this.frames.push(this.#frame(name)) - 1;
    this.#numbers.set(name, number);
    return number;
  }

  #frame(name: string): PlacedFrame {
    const member = /^(all|any|allSettled) (\d+|\*)$/.exec(name);
    const kind = member?.[1] as 'all' | undefined;
    const source = this.#sources[name];
    const at = {
      file: member ? '' : `/app/${name}.js`,
      line: member ? 0 : 1,
      column: member ? 0 : 1,
    };
    const raw: RawFrame = {
      ...at,
      function: kind ? `Promise.${kind}` : name,
      combinator: kind ? { kind, index: member?.[2] === '*' ? null : Number(member?.[2]) } : null,
    };
    return {
      raw,
      location: at,
      generated: null,
      awaits: source === undefined ? null : awaitExpressionAt(`${source};`, 1, 1),
      awaitsAsyncFunction: this.#asyncCallees.has(name),
    };
  }
}
