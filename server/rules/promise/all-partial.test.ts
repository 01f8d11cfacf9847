import { test } from 'vitest';
import { expectFindings, expectFix, expectSilence } from '../../testing/check-rule.ts';
import { allPartial } from './all-partial.ts';

test('calls that change something, by their names and by what they do', () => {
  expectFindings(
    allPartial,
    `
    import { Pool } from 'pg';
    const pool = new Pool();
    async function ledger(order) {
      await pool.query('INSERT INTO ledger VALUES ($1)', [order.id]);
    }
    async function crm(order) {
      await fetch('http://crm.internal', { method: 'POST', body: order.id });
    }
    export async function checkOut(order, payments) {
      await Promise.all([ledger(order), crm(order)]);
          //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ promise/all-partial: If one of these 2 calls fails
      const [receipt] = await Promise.all([payments.charge(order), sendMail(order), read(order)]);
                            //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ promise/all-partial
      return receipt;
    }
    `,
  );
});

test('reads, one change, transactions, folders, handled calls and the end of a service', () => {
  expectSilence(`
    import { mkdir, writeFile } from 'node:fs/promises';
    export async function show(id, users, server, pool, tx) {
      await Promise.all([mkdir('a'), mkdir('b'), writeFile('b', id)]);
      await Promise.all([tx.insert(id), tx.update(id)]);
      await Promise.all([users.save(id).catch(console.error), users.send(id).catch(console.error)]);
      await Promise.all([users.save(id), users.getPosts(id)]);
      await Promise.allSettled([users.save(id), users.send(id)]);
      await Promise.all([server.close(), pool.end()]);
      return Promise.all([users.getPosts(id), users.getName(id)]);
    }
  `);
});

test('the fix waits for all and throws what failed', () => {
  expectFix(
    allPartial,
    `
    export async function checkOut(order, payments, stock) {
      await Promise.all([payments.charge(order), stock.reserve(order)]);
      return order;
    }
    `,
    `
    export async function checkOut(order, payments, stock) {
      const results = await Promise.allSettled([payments.charge(order), stock.reserve(order)]);
      const errors = results.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
      if (errors.length > 0) throw new AggregateError(errors);
      return order;
    }
    `,
  );
});
