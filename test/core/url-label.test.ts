import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { urlLabel } from "../../src/core/url-label.ts";
import { openAccess } from "../../src/dialects/open-dialect.ts";

const secret = "Pa55w0rd";
/** A password with what is special in urls around its middle. */
const passwords = fc
  .tuple(...[0, 1].map(() => fc.string({ unit: fc.constantFrom(..."@:/?#%&=[] '\\,;"), maxLength: 3 })))
  .map(([before, after]) => `${before}${secret}${after}`);
const forms: readonly ((password: string) => string)[] = [
  (p) => `postgres://user:${p}@host:5432/db`,
  (p) => `postgresql://user:${p}@host/db?sslmode=require`,
  (p) => `postgres://:${p}@host/db`,
  (p) => `postgres://user:${p}@a:1,b:2/db`,
  () => `postgres://user:${secret}`,
  (p) => `postgres:/user:${p}@host/db`,
  (p) => `postgres:user:${p}@host/db`,
  (p) => `postgres//user:${p}@host/db`,
  (p) => `user:${p}@host/db`,
  (p) => ` postgres://user:${p}@host/db`,
  (p) => `"postgres://user:${p}@host/db"`,
  (p) => `psql postgres://user:${p}@host/db`,
  (p) => `mysql://user:${p}@host/db`,
  (p) => `libsql://host?authToken=${p}`,
  (p) => `postgres://host/db?user=u&password=${p}`,
  (p) => `host=h user=u password=${p}`,
  (p) => `file://user:${p}@host/%E0%A4%A`,
];

describe("the url of a database as it is shown", () => {
  it("never holds a password, whatever the password and however the url is wrong", () => {
    fc.assert(
      fc.property(fc.constantFrom(...forms), passwords, (form, password) => {
        expect(urlLabel(form(password))).not.toContain(secret);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ["postgres://me@db.example:5432/app", "postgres://me@db.example:5432/app"],
    ["postgres://me:secret@db.example/app?sslmode=require", "postgres://me@db.example/app"],
    ["postgres://me:se/cr@et@[::1]:5432,b:1/app", "postgres://me@[::1]:5432,b:1/app"],
    ["postgres:///app", "postgres:///app"],
    ["postgres:/me:secret@h/app", "postgres:…"],
  ])("of %s is %s", (url, label) => {
    expect(urlLabel(url)).toBe(label);
  });

  it.each(["postgresql", "sqlite"] as const)(
    "is all that %s says of one that it cannot read",
    async (dialect) => {
      const access = await openAccess(dialect);
      for (const form of forms.slice(4)) {
        const said = await access.connect({ url: form(secret) }).then(
          (connection) => connection.close().then(() => ""),
          (error: unknown) => `${String(error)} ${JSON.stringify(error)}`,
        );
        // A path is no url, and nothing is secret in it.
        if (dialect === "postgresql" || !said.includes("there is no folder"))
          expect(said).not.toContain(secret);
      }
    },
  );
});
