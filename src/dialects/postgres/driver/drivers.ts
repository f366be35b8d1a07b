import { hasMethods, type Driver } from "../../drivers.ts";

/** What opens databases of PostgreSQL. A line is a driver; the first that is installed is taken. */
export const drivers: readonly Driver[] = [
  {
    name: "postgres",
    package: "postgres",
    lacks: null,
    takes: isServer,
    knows: (client) => typeof client === "function" && "reserve" in client && "options" in client,
    code: () => import("./postgres-js.ts"),
  },
  {
    name: "pg",
    package: "pg",
    lacks: null,
    takes: isServer,
    // Neon's and Vercel's have its face, and so has PGlite, as far as a session goes.
    knows: (client) => hasMethods(client, ["query"]) && !isPglite(client),
    code: () => import("./node-postgres.ts"),
  },
  {
    name: "pglite",
    package: "@electric-sql/pglite",
    lacks:
      "It has one session for all: no other process may open the folder while a run is at work, and none is kept from it.",
    takes: (url) => /^(?:pglite|memory):/iu.test(url),
    knows: isPglite,
    code: () => import("./pglite.ts"),
  },
];

function isServer(url: string): boolean {
  return /^postgres(?:ql)?:/iu.test(url);
}

function isPglite(client: unknown): boolean {
  return hasMethods(client, ["query", "exec"]);
}
