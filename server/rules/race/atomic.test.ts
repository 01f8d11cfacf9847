import { test } from 'vitest';
import { expectFindings, expectFix, expectLines, expectSilence } from '../../testing/check-rule.ts';
import { atomic } from './atomic.ts';

test('old values, checks that are no longer true, and things that are made twice', () => {
  expectFindings(
    atomic,
    `
    const stock = new Map();
    let total = 0;
    let client = null;
    let sold = 0;
    export async function add(load) {
      total += await load();
    //^^^^^^^^^^^^^^^^^^^^^ race/atomic: total was read
      total = total + (await load());
    //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ race/atomic
    }
    export async function connect(open) {
      if (!client) client = await open();
                 //^^^^^^^^^^^^^^^^^^^^^ race/atomic
      return client;
    }
    export async function sell(print, item) {
      if (sold >= 100) return null;
      const before = stock.get(item);
      const ticket = await print();
      sold += 1;
    //^^^^^^^^^ race/atomic
      stock.set(item, before - 1);
    //^^^^^^^^^^^^^^^^^^^^^^^^^^^ race/atomic: stock was read
      return ticket;
    }
    export class Account {
      #cents = 0;
      async pay(amount, bank) {
        if (this.#cents < amount) throw new Error('Too little');
        await bank.pay(amount);
        this.#cents -= amount;
      //^^^^^^^^^^^^^^^^^^^^^ race/atomic: this.#cents was read
      }
    }
    `,
  );
});

test('writes before the await, fresh reads, locals, locks, promises that are kept, and the start', () => {
  expectSilence(`
    const loads = new Map();
    let total = 0;
    let running = false;
    let failures = 0;
    let client;
    let latest = [];
    let config;
    export async function add(load, signal) {
      const value = await load();
      total += value;
      latest = await load();
      let own = 0;
      own += await load();
      return own;
    }
    export function connect(open) { client ??= open(); return client; }
    export async function refresh(load) {
      if (running) return;
      running = true;
      try { await load(); } finally { running = false; }
    }
    export async function call(task) {
      if (failures >= 5) throw new Error('open');
      try { const value = await task(); failures = 0; return value; } catch (error) { failures += 1; throw error; }
    }
    export async function get(key, load) {
      const known = loads.get(key);
      if (known) return await known;
      const loading = load(key);
      loads.set(key, loading);
      return await loading;
    }
    export async function spend(units, charge) {
      if (total < units) throw new Error('none left');
      total -= units;
      await charge(units);
    }
    export async function locked(mutex, load) {
      await mutex.runExclusive(async () => { total = total + (await load()); });
    }
    async function start(load) { if (!config) config = await load(); }
    await start(async () => ({}));
  `);
});

test('what is in an object that outlives the call', () => {
  expectLines(
    atomic,
    `
    const stock = { left: 10 };
    const balances = {};
    export async function buy(charge) {
      if (stock.left > 0) {
        await charge();
        stock.left = stock.left - 1; //!
      }
    }
    export async function pay(user, cents, charge) {
      const balance = balances[user];
      await charge(cents);
      balances[user] = balance - cents; //!
    }
    `,
  );
  expectSilence(`
    const stock = { left: 10, checked: 0 };
    export async function buy(charge) {
      if (stock.left > 0) {
        stock.left = stock.left - 1;
        await charge();
        stock.checked = Date.now();
      }
    }
    `);
});

test('the fix waits before the old value is read', () => {
  expectFix(
    atomic,
    `
    let total = 0;
    export async function add(load) {
      // What came in.
      total = total + (await load());
      return total;
    }
    `,
    `
    let total = 0;
    export async function add(load) {
      // What came in.
      const value = await load();
      total = total + (value);
      return total;
    }
    `,
  );
});

test('caches that are asked by a variable, sets and marks', () => {
  expectLines(
    atomic,
    `
    const pages = new Map();
    const taken = new Set();
    let isReady = false;
    export async function page(slug, render) {
      const known = pages.get(slug);
      if (known && known.until > Date.now()) return known.html;
      const html = await render(slug);
      pages.set(slug, { html, until: Date.now() + 60_000 }); //!
      return html;
    }
    export async function register(name, save) {
      if (taken.has(name)) throw new Error('taken');
      await save(name);
      taken.add(name); //!
    }
    export async function prepareAll(prepare) {
      if (isReady) return;
      await prepare();
      isReady = true; //!
    }
  `,
  );
  expectSilence(`
    const pages = new Map();
    let isClosed = false;
    export async function page(slug, render) {
      const known = pages.get(slug);
      if (known) return await known;
      const html = render(slug);
      pages.set(slug, html);
      return await html;
    }
    export async function checked(slug, render, isCurrent) {
      const known = pages.get(slug);
      if (known && (await isCurrent(known))) return known;
      const html = await render(slug);
      pages.set(slug, html);
      return html;
    }
    export async function close(flush) {
      if (isClosed) return;
      await flush();
      isClosed = true;
    }
  `);
});
