/** A client of the language server that is no editor: what it was told can be looked at. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  type ClientCapabilities,
  type CodeAction,
  CodeActionRequest,
  CodeActionResolveRequest,
  ConfigurationRequest,
  createProtocolConnection,
  type Diagnostic,
  DidChangeTextDocumentNotification,
  DidChangeWatchedFilesNotification,
  DidOpenTextDocumentNotification,
  DocumentDiagnosticRequest,
  ExecuteCommandRequest,
  ExitNotification,
  type Hover,
  HoverRequest,
  InitializedNotification,
  InitializeRequest,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  type Range,
  RegistrationRequest,
  ShowMessageNotification,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
  WorkDoneProgressCreateRequest,
} from 'vscode-languageserver/node';
import { root } from '../../scripts/setup/root.mjs';

export interface ClientOptions {
  readonly folder: string;
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: object;
  /** The section `loopscope.lint` of the settings. */
  readonly settings?: object;
}

export class LanguageClient {
  readonly #connection: ProtocolConnection;
  readonly #exited: Promise<number | null>;
  readonly #folder: string;
  readonly #published = new Map<string, Diagnostic[]>();
  readonly #waiting = new Set<() => void>();
  #version = 1;
  /** Messages for the user, in the order they came. */
  readonly messages: string[] = [];
  stderr = '';
  loads = 0;

  private constructor({ folder, settings = {} }: ClientOptions) {
    const child = spawn(process.execPath, [join(root, 'dist/server.js'), '--stdio']);
    this.#folder = folder;
    child.stderr.on('data', (data: Buffer) => (this.stderr += data.toString()));
    this.#exited = new Promise((resolve) => child.once('exit', resolve));
    const connection = createProtocolConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, diagnostics }) => {
      this.#published.set(uri, diagnostics);
      for (const check of this.#waiting) check();
    });
    connection.onNotification(ShowMessageNotification.type, ({ message }) => {
      this.messages.push(message);
    });
    connection.onRequest(RegistrationRequest.type, () => {});
    connection.onRequest(WorkDoneProgressCreateRequest.type, () => {});
    connection.onNotification('$/progress', ({ value }: { value: { kind: string } }) => {
      if (value.kind === 'end') this.loads++;
      for (const check of this.#waiting) check();
    });
    connection.onRequest(ConfigurationRequest.type, ({ items }) => items.map(() => settings));
    connection.listen();
    this.#connection = connection;
  }

  static async start(options: ClientOptions): Promise<LanguageClient> {
    const client = new LanguageClient(options);
    await client.#connection.sendRequest(InitializeRequest.type, {
      processId: process.pid,
      rootUri: null,
      initializationOptions: options.initializationOptions,
      capabilities: { window: { workDoneProgress: true }, ...options.capabilities },
      workspaceFolders: [{ uri: pathToFileURL(options.folder).href, name: 'test' }],
    });
    await client.#connection.sendNotification(InitializedNotification.type, {});
    await client.#until(() => client.loads > 0);
    return client;
  }

  uri(path: string): string {
    return pathToFileURL(join(this.#folder, path)).href;
  }

  async open(path: string, text = readFileSync(join(this.#folder, path), 'utf8')): Promise<void> {
    const languageId = path.endsWith('.ts') ? 'typescript' : 'javascript';
    await this.#connection.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri: this.uri(path), languageId, version: this.#version, text },
    });
  }

  /** Replaces the whole text. */
  async change(path: string, text: string): Promise<void> {
    await this.#connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri: this.uri(path), version: ++this.#version },
      contentChanges: [{ text }],
    });
  }

  async filesChanged(path: string, type: 1 | 2 | 3): Promise<void> {
    await this.#connection.sendNotification(DidChangeWatchedFilesNotification.type, {
      changes: [{ uri: this.uri(path), type }],
    });
  }

  /** What the server has told of a file, once it fulfils a condition. */
  async published(
    path: string,
    condition: (diagnostics: readonly Diagnostic[]) => boolean,
  ): Promise<readonly Diagnostic[]> {
    const known = () => this.#published.get(this.uri(path));
    await this.#until(() => {
      const diagnostics = known();
      return diagnostics !== undefined && condition(diagnostics);
    });
    return known() ?? [];
  }

  async pull(path: string, previousResultId?: string) {
    return this.#connection.sendRequest(DocumentDiagnosticRequest.type, {
      textDocument: { uri: this.uri(path) },
      ...(previousResultId === undefined ? {} : { previousResultId }),
    });
  }

  async actions(path: string, range: Range, only?: string[]): Promise<CodeAction[]> {
    const found = await this.#connection.sendRequest(CodeActionRequest.type, {
      textDocument: { uri: this.uri(path) },
      range,
      context: { diagnostics: [], ...(only ? { only } : {}) },
    });
    return (found ?? []) as CodeAction[];
  }

  /** The action with what it leaves out until it is chosen. */
  async resolve(action: CodeAction): Promise<CodeAction> {
    return this.#connection.sendRequest(CodeActionResolveRequest.type, action);
  }

  async hover(path: string, line: number, character: number): Promise<Hover | null> {
    const position = { line, character };
    const textDocument = { uri: this.uri(path) };
    return this.#connection.sendRequest(HoverRequest.type, { textDocument, position });
  }

  async execute(command: string): Promise<unknown> {
    return this.#connection.sendRequest(ExecuteCommandRequest.type, { command });
  }

  /** @returns the exit code of the server */
  async stop(): Promise<number | null> {
    await this.#connection.sendRequest(ShutdownRequest.type);
    await this.#connection.sendNotification(ExitNotification.type);
    const code = await this.#exited;
    this.#connection.dispose();
    return code;
  }

  /** Looks again whenever the server has said something. */
  async #until(condition: () => boolean): Promise<void> {
    if (condition()) return;
    await new Promise<void>((resolve, reject) => {
      const fail = setTimeout(
        () => reject(new Error(`The server did not say so; it said:\n${this.stderr}`)),
        15_000,
      );
      const check = () => {
        if (!condition()) return;
        clearTimeout(fail);
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
    });
  }
}
