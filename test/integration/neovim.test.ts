// The language server in Neovim, whose client is not ours: diagnostics and a code action, without a window.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findNeovim } from '../../scripts/setup/neovim.mjs';
import { root } from '../../scripts/setup/root.mjs';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'loopscope-neovim-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const bad = `export async function load(getUser, getOrders) {
  return Promise.all([await getUser(), await getOrders()]);
}
`;

/** Waits for diagnostics, then asks for what can be done about them and does the first. */
const script = `
local out = {}
local buffer = vim.api.nvim_get_current_buf()
local id = vim.lsp.start_client({
  name = 'loopscope',
  cmd = { ${JSON.stringify(process.execPath)}, ${JSON.stringify(join(root, 'dist/cli.js'))}, 'lsp', '--stdio' },
  root_dir = ${JSON.stringify(folder)},
  workspace_folders = { { uri = 'file://' .. ${JSON.stringify(folder)}, name = 'test' } },
})
vim.lsp.buf_attach_client(buffer, id)
vim.wait(20000, function() return #vim.diagnostic.get(buffer) > 0 end, 20)
out.diagnostics = vim.tbl_map(function(one)
  return { line = one.lnum, column = one.col, code = one.code, source = one.source, message = one.message }
end, vim.diagnostic.get(buffer))
local params = {
  textDocument = vim.lsp.util.make_text_document_params(buffer),
  range = { start = { line = 1, character = 22 }, ['end'] = { line = 1, character = 22 } },
  context = { diagnostics = {} },
}
local answers = vim.lsp.buf_request_sync(buffer, 'textDocument/codeAction', params, 20000)
local actions = answers[id].result
out.actions = vim.tbl_map(function(one) return one.title end, actions)
vim.lsp.util.apply_workspace_edit(actions[1].edit, vim.lsp.get_client_by_id(id).offset_encoding)
vim.wait(20000, function() return #vim.diagnostic.get(buffer) == 0 end, 20)
out.left = #vim.diagnostic.get(buffer)
vim.cmd('silent write')
local file = io.open(${JSON.stringify(join(folder, 'result.json'))}, 'w')
file:write(vim.json and vim.json.encode(out) or vim.fn.json_encode(out))
file:close()
vim.lsp.stop_client(id)
vim.cmd('qall!')
`;

test('diagnostics are shown, and a fix is applied', { timeout: 90_000 }, () => {
  const neovim = findNeovim();
  if (!neovim) throw new Error('no Neovim: run node scripts/setup.mjs neovim');
  writeFileSync(join(folder, 'load.js'), bad);
  writeFileSync(join(folder, 'drive.lua'), script);
  const { stderr, status } = spawnSync(
    neovim,
    [
      '--headless',
      '--clean',
      join(folder, 'load.js'),
      '-c',
      `luafile ${join(folder, 'drive.lua')}`,
    ],
    {
      cwd: folder,
      encoding: 'utf8',
      timeout: 80_000,
      env: { ...process.env, XDG_STATE_HOME: folder },
    },
  );
  expect({ status, stderr }).toMatchObject({ status: 0 });
  expect(JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8'))).toEqual({
    diagnostics: [
      {
        line: 1,
        column: 22,
        code: 'promise/await-in-all',
        source: 'loopscope',
        message: expect.stringContaining('in a row'),
      },
    ],
    actions: [
      'Remove await: the calls run side by side',
      'Silence promise/await-in-all on this line',
      'Silence promise/await-in-all in this file',
    ],
    left: 0,
  });
  expect(readFileSync(join(folder, 'load.js'), 'utf8')).toBe(bad.replaceAll('await ', ''));
});
