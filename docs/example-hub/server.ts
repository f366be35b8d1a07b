/** The hub: brings its database to head, then serves. Started by the container as `node server.ts`. */
import { createServer } from "node:http";
import { migrate } from "drizzle-mig";

// Databases that the hand-made scripts have made are recognised (`adopt`) and go on from where they are.
// What cannot be done is thrown: the container stops before it serves anything.
const { from, to } = await migrate({ config: "./migrate.config.ts", adopt: true, logger: console });

const server = createServer((_, response) => {
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ from, to }));
});
server.listen(Number(process.env["PORT"] ?? 8080), () => {
  const address = server.address();
  console.log(`The hub listens on ${typeof address === "object" ? address?.port : address}.`);
});
for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => server.close());
