/**
 * Stacks that reach the limit of the first pass: await cycles, and deep recursions that are not.
 *
 * Each step outwards takes at most one frame off a stack. So a chain that ends somewhere beyond the limit
 * passes through a promise whose whole stack is one frame shorter than the limit. If no such promise was
 * seen among all that are pending, no chain ends there, and every stack at the limit is endless: a cycle.
 * Otherwise a stack must be followed for longer than there are promises that could lie on it: by the
 * pigeonhole principle it then passes some promise twice.
 */
import type { DeepStack, PeriodicStack } from '../../protocol/agent.ts';
import { repetition } from './repetition.ts';

/** The longest stack that is ever captured: about 4 ms in one piece. */
const deepestLimit = 4000;
/** Frames that the second pass may capture in all: about a second, in slices. */
const frameBudget = 1_000_000;
/** Bounds what a generated program can make us keep: about 2 kB each. */
const mostSignatures = 2_000;
/** Answers that settle for a whole signature that it is endless. */
const enoughSamples = 3;

interface Signature {
  /** Innermost first, as many as the first pass collects. */
  readonly stack: readonly number[];
  readonly waiting: { readonly promise: object; readonly observedMs: number }[];
  count: number;
  observedMs: number;
  /** `null` until it is known. */
  endless: boolean | null;
  samples: number;
}

export interface DeepRequest {
  readonly promise: object;
  readonly limit: number;
  readonly signature: Signature;
  readonly observedMs: number;
}

export class DeepStacks {
  readonly #shallowLimit: number;
  readonly #signatures = new Map<string, Signature>();
  readonly #resolved: { stack: readonly number[]; observedMs: number }[] = [];
  #count = 0;
  #finiteSeen = false;
  #frames = 0;

  constructor(shallowLimit: number) {
    this.#shallowLimit = shallowLimit;
  }

  /** @returns false when there are too many different ones */
  add(promise: object, stack: readonly number[], observedMs: number): boolean {
    this.#count++;
    const key = stack.join(',');
    let signature = this.#signatures.get(key);
    if (!signature) {
      if (this.#signatures.size >= mostSignatures) return false;
      signature = { stack, waiting: [], count: 0, observedMs: 0, endless: null, samples: 0 };
      this.#signatures.set(key, signature);
    }
    signature.waiting.push({ promise, observedMs });
    signature.count++;
    signature.observedMs = Math.max(signature.observedMs, observedMs);
    return true;
  }

  /** A whole stack was seen that is one frame shorter than the limit: chains may end beyond it. */
  sawFiniteStack(): void {
    this.#finiteSeen = true;
  }

  get finished(): boolean {
    return this.#peek() === null;
  }

  /** The next promise to probe again, with its limit; `null` when all is known or the budget is spent. */
  next(): DeepRequest | null {
    const signature = this.#peek();
    const entry = signature?.waiting.pop();
    if (!signature || !entry) return null;
    return { ...entry, signature, limit: this.#limit() };
  }

  answer({ signature, observedMs, limit }: DeepRequest, stack: readonly number[]): void {
    this.#frames += stack.length;
    if (stack.length < limit) {
      signature.endless = false;
      signature.count--;
      this.#resolved.push({ stack, observedMs });
      return;
    }
    signature.samples++;
    const enough = signature.samples >= enoughSamples || signature.waiting.length === 0;
    // If it could not be followed far enough for a proof, it stays unknown.
    if (signature.endless === null && enough && limit > this.#count + this.#shallowLimit) {
      signature.endless = true;
    }
  }

  /** The first signature that still has questions, or `null`. */
  #peek(): Signature | null {
    if (!this.#finiteSeen || this.#frames > frameBudget) return null;
    let finite: Signature | null = null;
    for (const signature of this.#signatures.values()) {
      if (signature.waiting.length === 0) continue;
      // First what each one is, as long as the budget lasts.
      if (signature.endless === null && signature.samples < enoughSamples) return signature;
      // Once it is known that a signature is not endless, each of its promises has a stack of its own.
      if (signature.endless === false) finite ??= signature;
    }
    return finite;
  }

  #limit(): number {
    return Math.min(this.#count + this.#shallowLimit + 1, deepestLimit);
  }

  report(): {
    periodic: PeriodicStack[];
    deep: DeepStack[];
    resolved: readonly { stack: readonly number[]; observedMs: number }[];
  } {
    const periodic: PeriodicStack[] = [];
    const deep: DeepStack[] = [];
    for (const { stack, count, observedMs, endless, samples } of this.#signatures.values()) {
      if (count === 0) continue;
      // What was not followed further may as well end: a deep recursion is as periodic as a cycle.
      const mayBeEndless = endless !== false && (samples > 0 || !this.#finiteSeen);
      const repeats = mayBeEndless ? repetition(stack) : null;
      const rounded = Math.round(observedMs);
      if (repeats) {
        const { prefix, period } = repeats;
        const frames = stack.slice(0, prefix + period);
        const proof = endless === true || !this.#finiteSeen;
        periodic.push({ frames, period, promises: count, observedMs: rounded, endless: proof });
      } else deep.push({ frames: stack, promises: count, observedMs: rounded });
    }
    return { periodic, deep, resolved: this.#resolved };
  }
}
