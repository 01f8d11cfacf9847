/** Starts the language server. */
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { Server } from './server.ts';

/** Without streams, the transport is what `process.argv` says: `--node-ipc` or `--stdio`. */
export function startServer(input?: NodeJS.ReadStream, output?: NodeJS.WriteStream): void {
  const connection =
    input && output
      ? createConnection(ProposedFeatures.all, input, output)
      : createConnection(ProposedFeatures.all);
  const server = new Server(connection);
  server.listen();
}
