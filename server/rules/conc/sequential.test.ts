import { test } from 'vitest';
import { expectFindings, expectFix, expectLines, expectSilence } from '../../testing/check-rule.ts';
import { sequential } from './sequential.ts';

test('by name, by what they do, and by what is known of packages', () => {
  expectFindings(
    sequential,
    `
    import { Pool } from 'pg';
    const pool = new Pool({ connectionTimeoutMillis: 1000 });
    const signal = AbortSignal.timeout(1000);
    async function rate(currency) {
      const response = await fetch('https://rates.example.com/' + currency, { signal });
      return await response.text();
    }
    export async function page(store, id, currency) {
      const user = await store.loadUser(id);
      const cents = await rate(currency);
                  //^^^^^^^^^^^^^^^^^^^^ conc/sequential: This waits for
      const { rows } = await pool.query('select * from news');
      return { user, cents, rows };
    }
    `,
  );
});

test('bodies of answers, parts of an expression, variables that were declared before', () => {
  expectFindings(
    sequential,
    `
    import { MongoClient } from 'mongodb';
    import { createClient } from 'redis';
    const db = new MongoClient('mongodb://db').db('shop');
    const client = createClient();
    const get = (path) => fetch('https://api.example.com/' + path, { signal: AbortSignal.timeout(1000) });
    export async function page(store, id) {
      const users = await (await get('users')).json();
      const teams = await get('teams').then((answer) => answer.json());
                  //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ conc/sequential
      console.log(users, teams);
      const name = await client.get('name');
      const count = await db.collection('users').countDocuments();
                  //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ conc/sequential
      console.log(name, count);
      let seats;
      let meals;
      seats = await store.loadSeats(id);
      meals = await store.loadMeals(id);
            //^^^^^^^^^^^^^^^^^^^^^^^^^ conc/sequential
      return { seats, meals, news: await store.loadNews(), flags: await store.loadFlags() };
                                                                //^^^^^^^^^^^^^^^^^^^^^^^ conc/sequential
    }
    `,
  );
});

test('what needs what was before, writes, connections, guards and order', () => {
  expectSilence(`
    import { Pool } from 'pg';
    const pool = new Pool({ connectionTimeoutMillis: 1000 });
    let last = 0;
    async function bump(id) { last = await next(id); return last; }
    export async function show(store, client, reader, id) {
      const user = await store.loadUser(id);
      const team = await store.loadTeam(user.team);
      const session = await store.getSession(id);
      const orders = await store.loadOrders(id);
      console.log(session);
      const one = await client.query('select 1');
      const two = await client.query('select 2');
      const head = await reader.readLine();
      const body = await reader.readBody();
      const a = await bump(1);
      const b = await bump(2);
      const saved = await store.saveUser(id);
      const sent = await store.sendMail(id);
      // The balance must be read after the entries.
      const entries = await store.listEntries(id);
      const balance = await store.getBalance(id);
      return [team, orders, one, two, head, body, a, b, saved, sent, entries, balance];
    }
    const first = await loadOne('x');
    const second = await loadTwo('x');
    console.log(first, second);
  `);
});

test('the fix keeps the names', () => {
  expectFix(
    sequential,
    `
    export async function page(store, id) {
      const user = await store.loadUser(id);
      const { news } = await store.loadNews();
      return { user, news };
    }
    `,
    `
    export async function page(store, id) {
      const [user, { news }] = await Promise.all([store.loadUser(id), store.loadNews()]);
      return { user, news };
    }
    `,
  );
});

test('the fix does not wait within', () => {
  expectFix(
    sequential,
    `
    const get = (path) => fetch('https://api.example.com/' + path, { signal: AbortSignal.timeout(1000) });
    export async function page() {
      const users = await (await get('users')).json();
      const teams = await (await get('teams')).json();
      return { users, teams };
    }
    `,
    `
    const get = (path) => fetch('https://api.example.com/' + path, { signal: AbortSignal.timeout(1000) });
    export async function page() {
      const [users, teams] = await Promise.all([get('users').then((answer) => answer.json()), get('teams').then((answer) => answer.json())]);
      return { users, teams };
    }
    `,
  );
});

test('what was read gets another shape before the next read', () => {
  expectLines(
    sequential,
    `
    const get = (path) => fetch('https://api.example.com/' + path, { signal: AbortSignal.timeout(1000) });
    export async function summary(team) {
      const members = await get('members/' + team);
      const names = members.map((one) => one.name).sort();
      const open = await get('tickets/' + team); //!
      return { names, open };
    }
    export async function orders(team) {
      const members = await get('members/' + team);
      const ids = members.map((one) => one.id).join();
      const found = await get('orders/' + ids);
      return { members, found };
    }
    `,
  );
});

test('a store by an alias of the project, and what builds queries', () => {
  expectLines(
    sequential,
    `
    import { prisma } from '~/db.server';
    import { db, users, teams } from '../db';
    export const loader = async ({ params }) => {
      const where = { id: params.id };
      const invoices = await prisma.invoice.findMany({ where, take: 20 });
      const members = await prisma.member.findMany({ where, take: 50 }); //!
      return { invoices, members };
    };
    export const action = async ({ params }) => {
      const user = await db.select().from(users).limit(1);
      const team = await db.select().from(teams).limit(1); //!
      return { user, team };
    };
    export const change = async ({ params }) => {
      const user = await db.insert(users).values(params).returning();
      const team = await db.insert(teams).values(params).returning();
      return { user, team };
    };
    `,
  );
});
