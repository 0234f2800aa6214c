/** What the sink needs of smtp-server's inside, which has no types of its own. */
declare module 'smtp-server/lib/smtp-connection.js' {
  export class SMTPConnection {
    readonly id: string;
    readonly _socket: { destroy(): void };
    init(): void;
    connectionReady(): void;
    _setListeners(done: () => void): void;
  }
}
