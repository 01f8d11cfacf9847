import { expect, test } from 'vitest';
import { expectFindings, expectFix, expectLines, expectSilence } from '../../testing/check-rule.ts';
import { swallow } from './swallow.ts';

test('empty catches, empty handlers, callbacks that do not look, and muted rejections', () => {
  expectFindings(
    swallow,
    `
    import { readFile, writeFile } from 'node:fs';
    const noop = () => {};
    export async function save(db, item) {
      try { await db.save(item); } catch (error) { /* never mind */ }
                                 //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ err/swallow: This failure is forgotten
      db.save(item).catch(() => {});
                        //^^^^^^^^ err/swallow: This rejection
      db.save(item).catch(noop);
                        //^^^^ err/swallow
      db.save(item).then(() => item.done(), () => {});
                                          //^^^^^^^^ err/swallow
      readFile('x', (err, text) => { item.text = text; });
    //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ err/swallow: The callback does not
      writeFile('x', 'y', () => {});
    //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ err/swallow
      db.count((err, rows) => { item.count = rows; });
    //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ err/swallow
      process.on('unhandledRejection', () => {});
    //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ err/swallow: This hides
    }
    `,
  );
});

test('cleaning up, trying, defaults, marks, and errors that are looked at', () => {
  expectSilence(`
    import { execFile } from 'node:child_process';
    import { readFile, unlink } from 'node:fs';
    import { rm } from 'node:fs/promises';
    import express from 'express';
    const app = express();
    app.use((err, req, res, next) => { res.status(500).end(); });
    process.on('unhandledRejection', (reason) => { console.error(reason); process.exit(1); });
    export async function load(text, file, db, lock) {
      let value = null;
      try { value = JSON.parse(text); } catch {}
      try { await file.close(); } catch {}
      await rm('x').catch(() => {});
      const rows = await db.rows().catch(() => []);
      const pending = db.rows();
      pending.catch(() => {});
      unlink('x', () => {});
      readFile('x', (err, found) => { if (err) throw err; value = found; });
      readFile('y', (_, found) => { value = found; });
      readFile('z', (_err, found) => { value = found ?? 'nothing'; });
      execFile('lsof', (_error, stdout) => { value = stdout; });
      try { await db.save(value); } catch (error) { console.error(error); }
      return [rows, await pending];
    }
  `);
});

test('fix: log and throw on', () => {
  expectFix(
    swallow,
    `
    export async function save(db, item) {
      try {
        await db.save(item);
      } catch {
        // It is saved later.
      }
    }
    `,
    `
    export async function save(db, item) {
      try {
        await db.save(item);
      } catch (error) {
        // It is saved later.
        console.error(error);
        throw error;
      }
    }
    `,
  );
});

test('fix: log', () => {
  expectFix(
    swallow,
    `
    export function save(db, item) {
      db.save(item).catch(() => {});
    }
    `,
    `
    export function save(db, item) {
      db.save(item).catch((error) => console.error(error));
    }
    `,
  );
});

test('an error that is on its way goes first, and what is tried at once is no matter of the loop', () => {
  expectSilence(`
    export async function change(db, runner, settings) {
      let known = {};
      try { known = settings.merge(settings.defaults()); } catch {}
      try {
        await db.change(known);
      } catch (error) {
        try { await runner.undoAll(); } catch {}
        runner.tell(error).catch(() => {});
        throw error;
      }
    }
    export async function fail(runner, error) {
      try { await runner.undoAll(); } catch {}
      throw error;
    }
  `);
});

test('a reason beside it, commands that clean up, defaults, and promises that may be none', () => {
  expectSilence(`
    const noop = () => {};
    export async function stop(agent, store, models) {
      // What went wrong was told by the model itself.
      models.init().catch(noop);
      agent.call('abort').catch(noop);
      agent.send('Runtime.releaseObject', { id: 1 }).catch(noop);
      store.delete('key')?.catch?.(noop);
      const view = await store.view('all').catch(() => undefined);
      try {
        view.version = await view.checkVersion();
      } catch {
        // An old view has no version.
      }
      return view;
    }
  `);
});

test('the last call of a chain, reasons, failures that are kept, and what a process wrote', () => {
  const found = expectLines(
    swallow,
    `
    import { exec } from 'node:child_process';
    async function validate(item, errors) {
      try {
        await item.validate();
      } catch (error) {
        errors.push(error);
        throw error;
      }
    }
    export async function run(items, open, path, done) {
      const errors = [];
      try {
        await open(path).close();
      } catch {}
      try {
        await items.restore(path);
      } catch {
        // Nothing to restore: on to the next.
      }
      await Promise.all(items.map((item) => validate(item, errors).catch(() => {})));
      items.save().catch(() => {}); //!
      exec('whoami', (err, stdout) => done(stdout)); //!
      exec('touch x', (err) => done()); //!
      return errors;
    }
    `,
  );
  expect(found.map(({ level }) => level)).toEqual(['warning', 'hint', 'warning']);
});

test('a removal, a function that does nothing, and one that tells of its failure itself', () => {
  const found = expectLines(
    swallow,
    `
    const noop = () => {};
    const stop = (node) => node.close().catch((error) => node.tell(error));
    export async function renew(api, hooks, nodes) {
      try {
        await api.deleteHook(hooks.id);
      } catch {
        // Continue
      }
      hooks.save().catch(noop); //!
      await Promise.all(nodes.map((node) => stop(node).catch(() => {})));
      return api.createHook(hooks);
    }
    `,
  );
  expect(found.map(({ level }) => level)).toEqual(['hint']);
});
