import { Socket } from "node:net";

/** Where a server listens: a host with a port, or the path of its socket. */
export type Endpoint =
  | { readonly host: string; readonly port: number }
  | { readonly host: string; readonly path: string };

/** A socket that says when it is over, whatever its users do with their listeners. */
export class WatchedSocket extends Socket {
  /** Read by the driver for the name in certificates. */
  readonly host: string;
  /** Why it is over; null while it lives. */
  reason: Error | null = null;
  readonly #whenOver: (reason: Error) => void;

  constructor(host: string, whenOver: (reason: Error) => void) {
    super();
    this.host = host;
    this.#whenOver = whenOver;
    this.on("error", () => undefined);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (this.reason === null) {
      this.reason = error ?? closedError();
      this.#whenOver(this.reason);
    }
    // The name is that of Node.
    // oxlint-disable-next-line no-underscore-dangle
    super._destroy(error, done);
  }

  override removeAllListeners(event?: string | symbol): this {
    super.removeAllListeners(event);
    // The driver takes its listeners away and writes once more; an error that nobody hears ends the process.
    return this.on("error", () => undefined);
  }
}

/** Open a socket; fails when that takes longer than `limitMs`. */
export function openSocket(
  place: Endpoint,
  limitMs: number,
  whenOver: (reason: Error) => void,
): Promise<WatchedSocket> {
  const socket = new WatchedSocket(place.host, whenOver);
  return new Promise((done, fail) => {
    const timer = setTimeout(() => socket.destroy(timedOut(place, limitMs)), limitMs);
    const failed = (): void => {
      clearTimeout(timer);
      fail(socket.reason ?? closedError());
    };
    socket.once("close", failed);
    socket.once("connect", () => {
      clearTimeout(timer);
      socket.off("close", failed);
      // Who has gone without a word is noticed by the kernel, also while a statement takes hours.
      socket.setKeepAlive(true, 30_000);
      socket.setNoDelay(true);
      done(socket);
    });
    if ("path" in place) socket.connect(place.path);
    else socket.connect(place.port, place.host);
  });
}

/** The server has not answered in time. */
export function timedOut(place: Endpoint, limitMs: number): Error {
  const where = "path" in place ? place.path : `${place.host}:${place.port}`;
  return Object.assign(new Error(`no answer from ${where} within ${limitMs / 1000} s`), {
    code: "CONNECT_TIMEOUT",
  });
}

function closedError(): Error {
  return Object.assign(new Error("the connection was closed"), { code: "CONNECTION_CLOSED" });
}
