import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** A way to a server that counts how often somebody waited on it for an answer. */
export interface SlowWire {
  /** The same database, by way of the wire. */
  readonly url: string;
  /** Answers that were waited for so far: whatever is sent meanwhile belongs to the same one. */
  readonly roundTrips: () => number;
  close(): Promise<void>;
}

/** Long enough for everything that is sent without waiting to be on its way. */
const delay = 15;

/** Open a wire to the server of a url, on which each answer takes a while. */
export async function openSlowWire(url: string): Promise<SlowWire> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let count = 0;
  const door = createServer((client) => {
    const server = connect(Number(target.port), target.hostname);
    let isWaiting = false;
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
    }
    client.on("close", () => server.destroy());
    server.on("close", () => client.destroy());
    client.on("data", (chunk) => {
      if (!isWaiting) count += 1;
      isWaiting = true;
      server.write(chunk);
    });
    let answers: Buffer[] = [];
    server.on("data", (chunk) => {
      answers.push(chunk);
      if (answers.length > 1) return;
      setTimeout(() => {
        isWaiting = false;
        client.write(Buffer.concat(answers));
        answers = [];
      }, delay);
    });
  });
  await new Promise<void>((done) => door.listen(0, "127.0.0.1", done));
  const own = new URL(url);
  own.hostname = "127.0.0.1";
  own.port = String((door.address() as AddressInfo).port);
  return {
    url: own.href,
    roundTrips: () => count,
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((done) => door.close(() => done()));
    },
  };
}
