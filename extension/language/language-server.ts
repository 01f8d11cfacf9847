/** Runs the language server while there is source text to speak of. */
import * as vscode from 'vscode';
import {
  type DiagnosticCollectionProvider,
  ExecuteCommandRequest,
  LanguageClient,
  type LanguageClientOptions,
  type ServerOptions,
  State,
  TransportKind,
} from 'vscode-languageclient/node';
import type { Disposable } from '../../inspector/base/disposable.ts';

const languages = ['javascript', 'javascriptreact', 'typescript', 'typescriptreact'];
const schemes = ['file', 'untitled'];

const selector = languages.flatMap((language) => schemes.map((scheme) => ({ language, scheme })));

export interface WorkspaceLint {
  readonly files: number;
  readonly findings: number;
}

export class LanguageServer implements Disposable {
  readonly #serverFile: string;
  readonly #diagnostics: DiagnosticCollectionProvider;
  readonly #log: vscode.LogOutputChannel;
  readonly #waiting: vscode.Disposable;
  readonly #trusted: vscode.Disposable;
  #client: LanguageClient | null = null;

  /**
   * @param serverFile the bundled server, absolute
   * @param diagnostics makes what the server's diagnostics are put into
   */
  constructor(serverFile: string, diagnostics: DiagnosticCollectionProvider) {
    this.#serverFile = serverFile;
    this.#diagnostics = diagnostics;
    this.#log = vscode.window.createOutputChannel('Loopscope Language Server', { log: true });
    // Attaching to a process needs no server: it starts with the first text that it can read.
    this.#waiting = vscode.workspace.onDidOpenTextDocument((document) => this.#startFor(document));
    for (const document of vscode.workspace.textDocuments) this.#startFor(document);
    // It is told at its start whether it may run what the workspace holds.
    this.#trusted = vscode.workspace.onDidGrantWorkspaceTrust(() => {
      if (this.#client?.state === State.Running) void this.#client.restart();
    });
  }

  /** Lints files that are not open, too; their findings are in Problems. */
  async lintWorkspace(): Promise<WorkspaceLint> {
    const client = await this.#running();
    return client.sendRequest(ExecuteCommandRequest.type, {
      command: 'loopscope.server.lintWorkspace',
    });
  }

  async restart(): Promise<void> {
    if (this.#client?.state === State.Running) await this.#client.restart();
    else await this.#running();
  }

  showLog(): void {
    this.#log.show(true);
  }

  dispose(): void {
    this.#waiting.dispose();
    this.#trusted.dispose();
    void this.stop();
    this.#log.dispose();
  }

  async stop(): Promise<void> {
    const client = this.#client;
    this.#client = null;
    // A server that is still starting cannot be asked to stop: it ends with the editor.
    if (client?.state === State.Running) await client.stop();
  }

  #startFor(document: vscode.TextDocument): void {
    if (this.#client || vscode.languages.match(selector, document) === 0) return;
    this.#running().catch((error: unknown) => this.#log.error(String(error)));
  }

  async #running(): Promise<LanguageClient> {
    this.#client ??= this.#create();
    // Waits for a start that is under way.
    await this.#client.start();
    return this.#client;
  }

  #create(): LanguageClient {
    const server: ServerOptions = { module: this.#serverFile, transport: TransportKind.ipc };
    const options: LanguageClientOptions = {
      documentSelector: selector,
      outputChannel: this.#log,
      diagnosticCollectionProvider: this.#diagnostics,
      // The TypeScript of a workspace is code of it.
      initializationOptions: () => ({ runsWorkspaceTypeScript: vscode.workspace.isTrusted }),
      diagnosticPullOptions: { onChange: true, onTabs: false },
    };
    return new LanguageClient('loopscope.lint', 'Loopscope Language Server', server, options);
  }
}
