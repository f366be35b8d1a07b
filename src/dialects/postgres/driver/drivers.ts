import { hasMethods, type Driver } from "../../drivers.ts";

/** What opens databases of PostgreSQL. A line is a driver; the first that is installed is taken. */
export const drivers: readonly Driver[] = [
  {
    name: "postgres",
    package: "postgres",
    takes: isServer,
    knows: (client) => typeof client === "function" && "reserve" in client && "options" in client,
    code: () => import("./postgres-js.ts"),
  },
  {
    name: "pg",
    package: "pg",
    takes: isServer,
    // Neon's and Vercel's have its face, and so has PGlite, as far as a session goes.
    knows: (client) => hasMethods(client, ["query"]) && !isPglite(client),
    code: () => import("./node-postgres.ts"),
  },
  {
    name: "pglite",
    package: "@electric-sql/pglite",
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
