/** What the name of a called function says of its effects. A hint, where nothing better is known. */
import type { Node } from './ast.ts';
import { memberName, unwrapped } from './ast.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

const effects = words(
  `charge pay debit credit transfer refund reserve book send email publish insert create update upsert delete remove save
   store upload ship post put patch issue enqueue place submit cancel withdraw deposit provision register deploy
   decrement increment append capture notify record persist write deduct index`.replaceAll(
    /\s+/g,
    ' ',
  ),
);
const reads = words('get fetch load find read list query count lookup search retrieve');
const cleanups =
  /^(?:close|end|endSession|stop|destroy|dispose|quit|disconnect|terminate|kill|release|unlink|rm|rmdir|rmSync|unlinkSync|rmdirSync|abort|cancel|cleanup|cleanUp|teardown|tearDown|shutdown|unsubscribe|removeListener|off|unref|flush|clear\w*|unlock|rollback\w*|drain|remove\w*Listener|unpipe)$/;

/** `load` of `load()`, `users.load()` and `this.#load()`. */
export function calledName(call: Node): string | null {
  const value = unwrapped(call);
  if (value.type !== 'CallExpression') return null;
  const callee = unwrapped(value.callee);
  if (callee.type === 'Identifier') return callee.name;
  return memberName(callee)?.replace(/^#/, '') ?? null;
}

/** The verb of `chargeCard` and `charge_card`. */
const verbOf = (name: string): string => /^[a-z]+/.exec(name)?.[0] ?? '';

export const soundsLikeEffect = (name: string): boolean => effects.has(verbOf(name));
export const soundsLikeRead = (name: string): boolean => reads.has(verbOf(name));
export const soundsLikeCleanup = (name: string): boolean => cleanups.test(name);
