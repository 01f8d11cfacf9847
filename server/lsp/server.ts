/** The language server: what the editor tells and asks, in terms of the workspace. */
import {
  type CancellationToken,
  type CodeAction,
  CodeActionKind,
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
  type Hover,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { version } from '../../package.json';
import { configName } from '../config/config.ts';
import { ConfigFault } from '../config/config-files.ts';
import { type FileFindings, Workspace } from '../workspace/workspace.ts';
import { type Abilities, abilitiesOf } from './abilities.ts';
import { codeActions, fixAllKind } from './code-actions.ts';
import { configDiagnostic, diagnosticOf } from './diagnostics.ts';
import { hoverAt } from './hover.ts';
import { pathOf, uriOf } from './paths.ts';
import { RegexThread } from './regex-thread.ts';
import { resolveAction } from './resolve-action.ts';
import { type EditorSettings, readSettings } from './settings.ts';
import { workspaceEdit } from './workspace-edit.ts';

/** Milliseconds of quiet after a key before an editor that does not ask is told. */
const debounce = 60;

/** Milliseconds that somebody who chose a fix may wait for the check of its types. */
const typeCheckLimit = 10_000;

interface InitializationOptions {
  readonly runsWorkspaceTypeScript?: boolean;
  /** ms */
  readonly typeCheckLimit?: number;
}

const lintWorkspaceCommand = 'loopscope.server.lintWorkspace';

export class Server {
  readonly #connection: Connection;
  readonly #documents = new TextDocuments(TextDocument);
  readonly #stop = new AbortController();
  readonly #regexes = new RegexThread(() => this.#refresh());
  /** Files that are not open and have diagnostics in the editor. */
  readonly #published = new Set<string>();
  readonly #faultyConfigs = new Set<string>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  #workspace = new Workspace({ folders: [], onDefect: () => {} });
  #abilities: Abilities = abilitiesOf({});
  #settings: EditorSettings = readSettings(null);
  #wholeWorkspace = false;
  /** The user trusts the workspace: its TypeScript is code of it. */
  #runsCompiler = true;
  #typeCheckLimit = typeCheckLimit;

  constructor(connection: Connection) {
    this.#connection = connection;
    connection.onInitialize((params) => this.#initialize(params));
    connection.onInitialized(() => this.#initialized());
    connection.onShutdown(() => {
      this.#stop.abort();
      this.#regexes.stop();
    });
    connection.onDidChangeConfiguration(({ settings }) => this.#reconfigure(settings));
    connection.onDidChangeWatchedFiles(({ changes }) => this.#filesChanged(changes));
    connection.onCodeAction(({ textDocument, range, context }, token) =>
      this.#codeActions(textDocument.uri, range, context.only, token),
    );
    connection.onCodeActionResolve((action) =>
      resolveAction(action, this.#workspace.project, connection, this.#typeCheckLimit),
    );
    connection.onHover(({ textDocument, position }) => this.#hover(textDocument.uri, position));
    connection.onExecuteCommand(({ command }, token) =>
      command === lintWorkspaceCommand ? this.#lintWorkspace(token) : null,
    );
    connection.languages.diagnostics.on(({ textDocument, previousResultId }, token) =>
      this.#report(textDocument.uri, previousResultId, token),
    );
    this.#documents.onDidOpen(({ document }) => this.#opened(document));
    this.#documents.onDidChangeContent(({ document }) => this.#edited(document));
    this.#documents.onDidSave(({ document }) => this.#saved(document));
    this.#documents.onDidClose(({ document }) => this.#closed(document));
    this.#documents.listen(connection);
  }

  listen(): void {
    this.#connection.listen();
  }

  #initialize({
    capabilities,
    initializationOptions,
    workspaceFolders,
  }: InitializeParams): InitializeResult {
    this.#abilities = abilitiesOf(capabilities);
    const options = initializationOptions as InitializationOptions | undefined;
    this.#runsCompiler = options?.runsWorkspaceTypeScript !== false;
    this.#typeCheckLimit = options?.typeCheckLimit ?? typeCheckLimit;
    this.#workspace = new Workspace({
      folders: (workspaceFolders ?? [])
        .filter(({ uri }) => uri.startsWith('file:'))
        .map(({ uri }) => pathOf(uri).replace(/\/$/, '')),
      onDefect: ({ id }, error) =>
        this.#connection.console.error(
          `${id} failed: ${error instanceof Error ? error.stack : String(error)}`,
        ),
    });
    return {
      serverInfo: { name: 'Loopscope', version },
      capabilities: {
        textDocumentSync: {
          openClose: true,
          change: TextDocumentSyncKind.Incremental,
          save: true,
        },
        codeActionProvider: {
          codeActionKinds: [CodeActionKind.QuickFix, fixAllKind],
          resolveProvider: true,
        },
        hoverProvider: true,
        executeCommandProvider: { commands: [lintWorkspaceCommand] },
        diagnosticProvider: {
          identifier: 'loopscope',
          interFileDependencies: true,
          workspaceDiagnostics: false,
        },
      },
    };
  }

  async #initialized(): Promise<void> {
    const { client } = this.#connection;
    if (this.#abilities.configurationEvents)
      await client.register(DidChangeConfigurationNotification.type, { section: 'loopscope.lint' });
    if (this.#abilities.watchFiles)
      await client.register(DidChangeWatchedFilesNotification.type, {
        watchers: [
          { globPattern: '**/*.{js,jsx,ts,tsx,mjs,cjs,mts,cts}' },
          { globPattern: `**/{${configName},tsconfig.json,package.json}` },
        ],
      });
    await this.#reconfigure(null);
    await this.#load();
  }

  /** Reads the workspace for the call graph: until then findings that need other files may be missing. */
  async #load(): Promise<void> {
    const progress = await this.#connection.window.createWorkDoneProgress().catch(() => null);
    progress?.begin('Loopscope', 0, 'reading the workspace', false);
    const start = performance.now();
    try {
      await this.#workspace.load(this.#stop.signal, ({ done, total }) => {
        if (done % 50 === 0) progress?.report(Math.round((100 * done) / total));
      });
      const took = Math.round(performance.now() - start);
      this.#connection.console.info(
        `read ${this.#workspace.project.paths.length} files in ${took} ms`,
      );
    } catch (error) {
      if (!this.#stop.signal.aborted) this.#connection.console.error(String(error));
    } finally {
      progress?.done();
    }
    this.#refresh();
  }

  async #reconfigure(pushed: unknown): Promise<void> {
    const section = this.#abilities.configuration
      ? await this.#connection.workspace.getConfiguration('loopscope.lint')
      : (pushed as { loopscope?: { lint?: unknown } } | null)?.loopscope?.lint;
    this.#settings = readSettings(section);
    this.#workspace.configure(this.#settings.rules);
    this.#refresh();
  }

  #filesChanged(changes: readonly { uri: string }[]): void {
    for (const { uri } of changes) {
      const path = pathOf(uri);
      if (/\/(?:node_modules|\.git)\//.test(path)) continue;
      if (path.endsWith(`/${configName}`)) this.#workspace.configure();
      else this.#workspace.changed(path);
    }
    this.#refresh();
  }

  async #opened(document: TextDocument): Promise<void> {
    const path = pathOf(document.uri, document.languageId);
    this.#workspace.setOpen(path, document.getText());
    // Those of the closed file would stand beside what the editor asks for.
    if (this.#published.delete(path) && this.#abilities.pull) this.#publish(document.uri, []);
    await this.#workspace.loadImports([path], this.#stop.signal).catch(() => {});
    this.#schedule(document, 0);
  }

  #edited(document: TextDocument): void {
    if (this.#settings.run === 'onSave') return;
    this.#workspace.setOpen(pathOf(document.uri, document.languageId), document.getText());
    this.#schedule(document, debounce);
  }

  async #saved(document: TextDocument): Promise<void> {
    const path = pathOf(document.uri, document.languageId);
    this.#workspace.setOpen(path, document.getText());
    await this.#workspace.loadImports([path], this.#stop.signal).catch(() => {});
    // What it exports may change what others mean.
    this.#refresh();
  }

  #closed(document: TextDocument): void {
    const path = pathOf(document.uri, document.languageId);
    clearTimeout(this.#timers.get(path));
    this.#timers.delete(path);
    this.#workspace.close(path);
    if (this.#wholeWorkspace) this.#publishFindings(path, document.uri);
    else if (!this.#abilities.pull) this.#publish(document.uri, []);
  }

  /** Tells an editor that does not ask. */
  #schedule({ uri, languageId }: TextDocument, delay: number): void {
    if (this.#abilities.pull) return;
    const path = pathOf(uri, languageId);
    clearTimeout(this.#timers.get(path));
    this.#timers.set(
      path,
      setTimeout(() => this.#publishFindings(path, uri), delay),
    );
  }

  /** After something that concerns more than one file. */
  #refresh(): void {
    this.#publishConfigFaults();
    if (this.#abilities.pull) {
      // It may be gone by now.
      if (this.#abilities.pullRefresh)
        this.#connection.languages.diagnostics.refresh().catch(() => {});
    } else for (const document of this.#documents.all()) this.#schedule(document, 0);
    if (this.#wholeWorkspace) void this.#lintWorkspace(null);
  }

  #findings(path: string): FileFindings {
    if (!this.#settings.enable) return { findings: [], fault: null };
    try {
      return this.#workspace.findings(path);
    } catch (error) {
      if (!(error instanceof ConfigFault)) throw error;
      // It is shown at its own place.
      return { findings: [], fault: null };
    }
  }

  #publishFindings(path: string, uri: string): void {
    this.#timers.delete(path);
    const { findings, fault } = this.#findings(path);
    // While a line is half typed, what was found before stays where the editor moves it.
    if (fault) return;
    this.#publish(
      uri,
      findings.map((finding) => diagnosticOf(finding, uriOf)),
    );
  }

  #publish(uri: string, diagnostics: ReturnType<typeof diagnosticOf>[]): void {
    void this.#connection.sendDiagnostics({ uri, diagnostics });
  }

  #publishConfigFaults(): void {
    const faults = this.#workspace.configFaults();
    const files = new Set(faults.map(({ file }) => file));
    for (const file of this.#faultyConfigs) if (!files.has(file)) this.#publish(uriOf(file), []);
    this.#faultyConfigs.clear();
    for (const fault of faults) {
      this.#faultyConfigs.add(fault.file);
      this.#publish(uriOf(fault.file), [configDiagnostic(fault)]);
    }
  }

  async #report(
    uri: string,
    previousResultId: string | undefined,
    token: CancellationToken,
  ): Promise<DocumentDiagnosticReport> {
    const path = await this.#current(uri, token);
    const { findings, fault } = path ? this.#findings(path) : { findings: [], fault: null };
    // While a line is half typed, what was found before stays where the editor moves it.
    if (fault && previousResultId !== undefined)
      return { kind: DocumentDiagnosticReportKind.Unchanged, resultId: previousResultId };
    return {
      kind: DocumentDiagnosticReportKind.Full,
      resultId: `${this.#documents.get(uri)?.version ?? 0}`,
      items: findings.map((finding) => diagnosticOf(finding, uriOf)),
    };
  }

  /**
   * Lets what the editor sent meanwhile come in first.
   * @returns the path of an open document; `null` when the answer is not wanted any more
   */
  async #current(uri: string, token: CancellationToken): Promise<string | null> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    const document = this.#documents.get(uri);
    if (!document || token.isCancellationRequested) return null;
    const path = pathOf(uri, document.languageId);
    if (!this.#workspace.isOpen(path)) this.#workspace.setOpen(path, document.getText());
    return path;
  }

  async #codeActions(
    uri: string,
    range: Parameters<typeof codeActions>[0]['range'],
    only: readonly string[] | undefined,
    token: CancellationToken,
  ): Promise<CodeAction[]> {
    const path = await this.#current(uri, token);
    if (!path) return [];
    const text = this.#documents.get(uri)?.getText() ?? '';
    const { findings } = this.#findings(path);
    // Offsets of another text would put an edit anywhere.
    if (this.#workspace.project.textOf(path) !== text) return [];
    const open = new Map(
      this.#documents.all().map((one) => [pathOf(one.uri, one.languageId), one]),
    );
    const documents = {
      uriOf: (file: string) => open.get(file)?.uri ?? uriOf(file),
      textOf: (file: string) => this.#workspace.project.textOf(file),
      versionOf: (file: string) => open.get(file)?.version ?? null,
    };
    return codeActions({
      path,
      text,
      range,
      only,
      findings,
      uriOf: documents.uriOf,
      edit: (title, change) => workspaceEdit(title, change, documents, this.#abilities),
      resolves: this.#abilities.resolveEdits && this.#runsCompiler,
      showsRefused: this.#abilities.disabledActions,
    });
  }

  #hover(uri: string, position: Parameters<typeof hoverAt>[1]): Hover | null {
    const document = this.#documents.get(uri);
    if (!document) return null;
    const { findings, fault } = this.#findings(pathOf(uri, document.languageId));
    return fault ? null : hoverAt(findings, position);
  }

  /** Also files that are not open; they stay up to date from then on. */
  async #lintWorkspace(
    token: CancellationToken | null,
  ): Promise<{ files: number; findings: number }> {
    const progress = token
      ? await this.#connection.window.createWorkDoneProgress().catch(() => null)
      : null;
    progress?.begin('Loopscope', 0, 'linting the workspace', true);
    // Those of deleted files are still in the editor.
    const paths = [...new Set([...this.#workspace.paths, ...this.#published])];
    let count = 0;
    try {
      for (const [done, path] of paths.entries()) {
        if (done % 10 === 0) {
          await new Promise<void>((resolve) => setImmediate(resolve));
          progress?.report(Math.round((100 * done) / paths.length));
        }
        if (token?.isCancellationRequested || progress?.token.isCancellationRequested) break;
        const { findings } = this.#findings(path);
        count += findings.length;
        if (this.#workspace.isOpen(path)) continue;
        if (findings.length === 0 && !this.#published.delete(path)) continue;
        if (findings.length > 0) this.#published.add(path);
        this.#publish(
          uriOf(path),
          findings.map((finding) => diagnosticOf(finding, uriOf)),
        );
      }
      this.#wholeWorkspace = true;
    } finally {
      progress?.done();
    }
    return { files: paths.length, findings: count };
  }
}
