// Who may import whom, checked by `npm run check`. docs/architecture.md gives the reasons.

const tests = String.raw`\.test\.ts$|^server/testing/|^test/|^bench/|^scripts/|^examples/`;

/**
 * A folder that imports nothing of this project but itself and `allowed`.
 * @param {string} folder
 * @param {string[]} allowed
 */
const only = (folder, allowed) => ({
  name: `${folder}-imports-only-${['itself', ...allowed].join('-and-')}`,
  severity: 'error',
  from: { path: `^${folder}/`, pathNot: tests },
  to: {
    path: '^(protocol|inspector|server|extension|webview|cli|test|examples|bench|scripts)/',
    pathNot: [folder, ...allowed].map((name) => `^${name}/`),
  },
});

/**
 * A library that one file may import, so that it can be replaced.
 * @param {string} library
 * @param {string} file
 */
const behind = (library, file) => ({
  name: `only-one-file-knows-${library.replaceAll('/', '-')}`,
  severity: 'error',
  from: {
    path: '^(protocol|inspector|server|extension|webview|cli)/',
    pathNot: `^${file}$|${tests}`,
  },
  to: { path: `node_modules/${library}/`, pathNot: String.raw`\.css$` },
});

const vscode = '^vscode$|node_modules/@types/vscode/';

const pure = '^inspector/(heap|derive|diagnose)/';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    only('protocol', []),
    only('inspector', ['protocol']),
    only('server', ['protocol']),
    only('webview', ['protocol']),
    only('extension', ['protocol', 'inspector']),
    only('cli', ['protocol', 'inspector', 'server']),
    {
      name: 'only-the-extension-knows-vscode',
      severity: 'error',
      from: { pathNot: '^extension/' },
      to: { path: vscode },
    },
    {
      name: 'only-cdp-knows-chrome-remote-interface',
      comment: 'One place to change when the client of the protocol is replaced.',
      severity: 'error',
      from: { pathNot: '^inspector/cdp/' },
      to: { path: 'chrome-remote-interface' },
    },
    behind('ws', 'cli/dashboard/page-sockets\\.ts'),
    behind('uplot', 'webview/components/time-plot\\.ts'),
    behind('@tanstack/virtual-core', 'webview/components/virtual-rows\\.ts'),
    behind('d3-hierarchy', 'webview/state/icicle-layout\\.ts'),
    {
      name: 'only-lsp-knows-the-protocol',
      comment: 'Rules and analysis see plain data: the command line and CI have no editor.',
      severity: 'error',
      from: { path: '^(server|cli|protocol)/', pathNot: `^server/lsp/|${tests}` },
      to: { path: 'node_modules/vscode-(languageserver|jsonrpc)' },
    },
    {
      name: 'only-parse-knows-oxc-parser',
      comment: 'One place to change when the parser is replaced. Its types vanish.',
      severity: 'error',
      from: { pathNot: `^server/analysis/(parse|wasm-parser)|${tests}` },
      to: { path: 'node_modules/oxc-parser', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'agent-has-no-dependencies',
      comment: 'It runs inside programs that were not prepared. Types vanish when it is bundled.',
      severity: 'error',
      from: { path: '^inspector/agent/', pathNot: tests },
      to: { pathNot: '^(inspector/agent|protocol)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'nobody-imports-the-agent',
      comment: "It is a text for the target: import 'loopscope:agent', or only its types.",
      severity: 'error',
      from: { path: '^(inspector|extension|cli)/', pathNot: `^inspector/agent/|${tests}` },
      to: { path: '^inspector/agent/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'pure-code-does-no-io',
      comment: 'A saved run must give the same findings, without a target and on any machine.',
      severity: 'error',
      from: { path: pure, pathNot: tests },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'pure-code-does-not-collect',
      severity: 'error',
      from: { path: pure, pathNot: tests },
      to: { path: '^inspector/(cdp|collect|agent|attach|find)/' },
    },
    {
      name: 'shipped-code-does-not-need-tests',
      severity: 'error',
      from: { path: '^(protocol|inspector|server|extension|webview|cli)/', pathNot: tests },
      to: { path: String.raw`\.test\.ts$` },
    },
    {
      name: 'shipped-code-imports-only-dependencies',
      comment: 'What is bundled is in "dependencies"; the tools are in "devDependencies".',
      severity: 'error',
      from: { path: '^(protocol|inspector|server|extension|webview|cli)/', pathNot: tests },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['type-only'],
        pathNot: vscode,
      },
    },
    {
      name: 'no-unresolvable-imports',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^(vscode|loopscope:agent|devtools-protocol)$' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    // Type-only imports count: a boundary that types cross is no boundary.
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    // Only our own dist/: most packages are in a folder of that name.
    exclude: { path: String.raw`^(dist|\.cache|\.git)(/|$)|(^|/)(node_modules/\.|fixtures)(/|$)` },
    enhancedResolveOptions: {
      extensions: ['.ts', '.mjs', '.js', '.cjs', '.d.ts', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
