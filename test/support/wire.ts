import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** How a wire is broken: closed in order, reset, or left without a word. */
export type Cut = "close" | "reset" | "silence";

/** Where it is broken: before or after the n-th message of a direction, counted over the life of the wire. */
export interface CutPoint {
  readonly how: Cut;
  readonly direction: "client" | "server";
  readonly message: number;
  readonly when: "before" | "after";
}

/** A way to a server that can be cut at any message. */
export interface Wire {
  /** The same database, by way of the wire. */
  readonly url: string;
  /** How many messages have gone in each direction. */
  readonly messages: () => { readonly client: number; readonly server: number };
  /** The messages of a direction, by their numbers, that have a word in them. */
  readonly with: (direction: "client" | "server", word: string) => readonly number[];
  /** True once it was cut. */
  readonly isCut: () => boolean;
  close(): Promise<void>;
}

/** Open a wire that is cut at a point, or never; a connection that comes later goes through. */
export async function openWire(url: string, point: CutPoint | null): Promise<Wire> {
  const target = new URL(url);
  const counts = { client: 0, server: 0 };
  const said: Record<"client" | "server", Buffer[]> = { client: [], server: [] };
  const sockets = new Set<Socket>();
  let isCut = false;
  const door = createServer((client) => {
    const server = connect(Number(target.port), target.hostname);
    let isOver = false;
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => sockets.delete(socket));
    }
    client.on("close", () => server.destroy());
    server.on("close", () => client.destroy());
    const cut = ({ how }: CutPoint): void => {
      isCut = true;
      isOver = true;
      server.destroy();
      if (how === "reset") client.resetAndDestroy();
      if (how === "close") client.end();
    };
    const relay = (direction: "client" | "server", from: Socket, to: Socket): void => {
      // What the client says first has no letter before its length.
      const split = messages(direction === "client");
      from.on("data", (chunk) => {
        for (const message of split(chunk)) {
          if (isOver) return;
          counts[direction] += 1;
          said[direction].push(message);
          const hit =
            point !== null && !isCut && point.direction === direction && point.message === counts[direction];
          if (hit && point.when === "before") return cut(point);
          to.write(message, hit ? () => cut(point) : undefined);
          if (hit) return;
        }
      });
    };
    relay("client", client, server);
    relay("server", server, client);
  });
  await new Promise<void>((done) => door.listen(0, "127.0.0.1", done));
  const own = new URL(url);
  own.hostname = "127.0.0.1";
  own.port = String((door.address() as AddressInfo).port);
  return {
    url: own.href,
    messages: () => ({ ...counts }),
    with: (direction, word) =>
      said[direction].flatMap((message, index) => (message.includes(word) ? [index + 1] : [])),
    isCut: () => isCut,
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((done) => door.close(() => done()));
    },
  };
}

/** Cuts a stream of the protocol into its messages. */
function messages(startsBare: boolean): (chunk: Buffer) => readonly Buffer[] {
  let rest = Buffer.alloc(0);
  let isBare = startsBare;
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    const whole: Buffer[] = [];
    for (;;) {
      const at = isBare ? 0 : 1;
      if (rest.length < at + 4) return whole;
      const length = at + rest.readUInt32BE(at);
      if (rest.length < length) return whole;
      whole.push(rest.subarray(0, length));
      rest = rest.subarray(length);
      isBare = false;
    }
  };
}
