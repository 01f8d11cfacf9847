// Programs that refer to themselves in circles, in each way that the analysis follows: no rule may go round for ever.
import { expect, test } from 'vitest';
import { Project } from '../../server/analysis/project.ts';
import { checkFile } from '../../server/lint/check-file.ts';
import { rules } from '../../server/rules/index.ts';

const circles: Readonly<Record<string, string>> = {
  functions: `
    export function a(x, { signal } = {}) { return b(x, { signal }); }
    function b(x, options) { return a(x, options); }
    export const c = (x) => d(x);
    const d = async (x) => c(x);
    export async function run(signal) { await a(1); await c(2); return d(await b(3)); }
    process.on('message', (m) => { a(m); c(m); run().then(() => b(m)); });
  `,
  factories: `
    const f = (x) => g(x)();
    const g = (x) => f(x);
    const h = () => h;
    const made = f(1);
    export const other = made(2)(3);
    export const whole = h()()()();
    require('express')().get('/', f(1), g(2), h(), made);
  `,
  values: `
    var a = b; var b = a; var list = [...list]; var map = new Map([[1, map]]);
    map.set('self', map.get('self')); list.push(list.at(0));
    for (const one of list) { one.run(); list.push(one); }
    for (const [key, one] of map) map.set(key, one.next());
    const { x = y } = a; const { y = x } = b;
    a = b.c; b.c = a;
    export { a, b, x, y, map, list };
  `,
  classes: `
    class A extends B { get x() { return this.y; } get y() { return this.x; } run() { return this.go(); } go() { return this.run(); } }
    class B extends A { z = this.z; get me() { return this.me; } async f() { await this.f(); const { x, me } = this; return fetch(this.x, this.y, this.me); } }
    class C { #c = new C(); constructor(c) { this.c = c; this.d = new C(this.c); } on(e, f) { this.c.on(e, () => this.d.on(e, f)); } }
    setInterval(() => { new A().run(); new B().f(); new C(new C()).on('x', () => {}); }, 10);
    export { A, B, C };
  `,
  types: `
    export type T = T; export type U = V | T; export type V = U[];
    export interface I extends J { i: J; call(options: U): Promise<I>; } export interface J extends I { j: I['i']; }
    export type F = (f: F) => F;
    export async function f(i: I, j: J, t: T, u: U, g: F, { signal }: { signal: AbortSignal }) {
      for (const one of u) await one.call(t);
      await i.i.j.call(u); await j.j.i.call(t); g(g)(g)(g); return Promise.all(u.map((one) => one.call(t)));
    }
  `,
  options: `
    const options = { ...options, signal: options.signal };
    const frozen = Object.freeze({ ...frozen });
    let later = { ...later };
    const rl = require('node:readline').createInterface({ input: rl });
    class Client { get options() { return this.options; } get more() { return { ...this.more }; } ask(url) { return fetch(url, this.options, this.more); } }
    export async function ask(url, signal) {
      for await (const line of rl) /(?:a+)+$/.test(line);
      await fetch(url, options); await fetch(url, frozen); await fetch(url, later); await new Client().ask(url);
      require('node:https').get(url, options, () => {}); process.on('exit', () => {}, frozen);
      return JSON.parse(rl, options, { ...options });
    }
  `,
  names: `
    const fs = require('node:fs');
    const p = q; const q = p; const list = [...more]; const more = [...list]; const n = m * 2; const m = n + 1;
    const pick = (x) => pick(x) ?? p; const { a, b = a } = { a: b, ...p };
    export async function use(req, emitter, signal) {
      p; void p; p.then(() => q); p.then(q); await p; if (p) await q; Promise.all(p).then(q); await Promise.all(list.map(p));
      await Promise.all([...list, p, q, await p]); await Promise.race([p, q]); await Promise.race(list);
      for (const one of list) await p(one); for (const one of p) { await one; one.push(q); } for (let i = n; i < m; i++) q(i);
      while (p < q) {} while (p.length) await q; do { await Promise.resolve(p); } while (n < m);
      JSON.parse(p); new RegExp(p).test(q); /(?:x+)+$/.test(p); /y+$/.exec(pick(req.url)); p.includes(q); list.filter((one) => more.includes(one));
      fetch(p, q); setTimeout(p, q); setInterval(p, n); emitter.on('x', p); emitter.once('y', list); p.pipe(q).pipe(p); p.write(q); p.send(q);
      Atomics.wait(p, 0, 0); fs.readFileSync(p, q); const c = await p.connect(q); await c.query(p); c.release(); p.acquire(q);
      const late = p(q); await q; await late; new Promise(p); new Promise((resolve, reject) => p(resolve, q)); a.b.c(b); await p.runExclusive(p);
      try { return p; } catch (e) { q(e); } finally { await p; }
    }
    export async function tried() { try { return pick(p); } catch (error) { throw error; } }
    require('node:http').createServer(use).listen(n, m, p);
    export { p, q, a, b };
  `,
  promises: `
    export function wait(ms) { return pause(ms); }
    function pause(ms) { return wait(ms).then(() => pause(ms)); }
    const p = q; const q = p;
    export async function race() { return Promise.race([p, q, wait(1), pause(2)]); }
    export const settle = (n) => new Promise((resolve, reject) => { const next = () => again(); const again = () => next(); next(); setTimeout(again, n); });
    export async function lock(m) { await m.runExclusive(() => lock(m)); const c = await m.acquire(); await lock(c); c.release(); }
  `,
};

test.each(Object.entries(circles))('%s', (name, text) => {
  const project = new Project('/');
  const path = `/${name}.${name === 'types' ? 'ts' : 'js'}`;
  expect(project.set(path, text)).toBeNull();
  // A rule that fails throws here.
  expect(checkFile(project, path, rules)).toBeInstanceOf(Array);
});

test('files that export each other', () => {
  const project = new Project('/');
  const other = (from: string) => `
    export * from './${from}.js';
    import whole, { f, Base, value } from './${from}.js';
    export default whole;
    export class Derived extends Base { run() { return super.run(); } get value() { return value; } }
    export { f as g, Derived as Base, value as value };
    export const made = f(value)(whole);
    export async function all(list) { await Promise.all(list.map((one) => made(one))); await f(list); }
  `;
  expect(project.set('/a.js', other('b'))).toBeNull();
  expect(project.set('/b.js', other('a'))).toBeNull();
  for (const path of project.paths) expect(checkFile(project, path, rules)).toBeInstanceOf(Array);
});
