/** A small project as people build them, and what of it must be found. */
export interface Shape {
  readonly title: string;
  readonly files: Readonly<Record<string, string>>;
  /** `schema` of the configuration, which is written unless it is among the files. */
  readonly schema?: string | readonly string[];
  /** The folder in which the command line is run. */
  readonly in?: string;
  /** Packages of the project itself, by name: the folders they are. */
  readonly links?: Readonly<Record<string, string>>;
  readonly tables: readonly string[];
  /** What a warning says; there is none where it is absent. */
  readonly warning?: RegExp;
}

const table = (name: string, more = ""): string =>
  `sqliteTable("${name}", { id: integer("id").primaryKey()${more === "" ? "" : `, ${more}`} })`;
const core = 'import { integer, sqliteTable, text, type AnySQLiteColumn } from "drizzle-orm/sqlite-core";\n';
const users = `${core}export const users = ${table("users")};\n`;
/** A module with a table that refers to that of another one, imported in the given way. */
const posts = (from: string): string =>
  `${core}import { users } from "${from}";\nexport const posts = ${table("posts", 'author: integer("author").references(() => users.id)')};\n`;
const esm = '{ "type": "module" }\n';
const commonjs = '{ "type": "commonjs" }\n';

/** Text that says where it ran, and fails where it runs again. */
const once = `const ran = Symbol.for("ran once");
if (Reflect.get(globalThis, ran) === true) throw new Error("this module ran twice");
Reflect.set(globalThis, ran, true);
export const url: string = "file:./app.db";
`;

export const shapes: readonly Shape[] = [
  {
    title: "one file, named without its ending",
    files: { "package.json": esm, "src/schema.ts": users },
    schema: "./src/schema",
    tables: ["users"],
  },
  {
    title: "files that import each other without endings, listed the wrong way round",
    files: { "src/users.ts": users, "src/posts.ts": posts("./users") },
    schema: ["./src/posts.ts", "./src/users.ts"],
    tables: ["posts", "users"],
  },
  {
    title: "a folder of files that import each other as .js in a CommonJS package",
    files: { "package.json": commonjs, "src/users.ts": users, "src/a-posts.ts": posts("./users.js") },
    schema: "./src",
    tables: ["posts", "users"],
  },
  {
    title: "a glob with a barrel beside the files, which import each other as .ts",
    files: {
      "package.json": esm,
      "src/db/users.ts": users,
      "src/db/a-posts.ts": posts("./users.ts"),
      "src/db/index.ts": 'export * from "./users";\nexport * as all from "./a-posts";\n',
    },
    schema: "./src/**/*.ts",
    tables: ["posts", "users"],
  },
  {
    title: "tables and relations that refer to each other in a circle, through a barrel",
    files: {
      "package.json": esm,
      "src/users.ts": `${core}import { relations } from "drizzle-orm";\nimport { posts } from "./index";
export const users = ${table("users", 'pinned: integer("pinned").references((): AnySQLiteColumn => posts.id)')};
export const usersRelations = relations(users, ({ many }) => ({ posts: many(posts) }));\n`,
      "src/posts.ts": `${core}import { relations } from "drizzle-orm";\nimport { users } from "./index";
export const posts = ${table("posts", 'author: integer("author").references((): AnySQLiteColumn => users.id)')};
export const postsRelations = relations(posts, ({ one }) => ({ author: one(users, { fields: [posts.author], references: [users.id] }) }));\n`,
      "src/index.ts": 'export * from "./users";\nexport * from "./posts";\n',
    },
    schema: ["./src/posts.ts", "./src/*.ts"],
    tables: ["posts", "users"],
  },
  {
    title: "path aliases and a base url of its tsconfig",
    files: {
      "tsconfig.json":
        '{\n  // as the framework wrote it\n  "compilerOptions": { "baseUrl": "src", "paths": { "@/*": ["./generated/*", "./*"] } },\n}\n',
      "src/db/users.ts": users,
      "src/db/posts.ts": posts("@/db/users"),
      "src/db/likes.ts": posts("db/users").replaceAll("posts", "likes"),
    },
    schema: "./src/db/*",
    tables: ["likes", "posts", "users"],
  },
  {
    title: "a tsconfig that extends one which is not installed",
    files: {
      "tsconfig.json":
        '{ "extends": "@tsconfig/not-installed/tsconfig.json", "compilerOptions": { "paths": { "~/*": ["./src/*"] } } }\n',
      "src/users.ts": users,
      "src/posts.ts": posts("~/users"),
    },
    schema: "./src",
    tables: ["posts", "users"],
    warning: /tsconfig.*not-installed/u,
  },
  {
    title: "path aliases of tsconfigs that its tsconfig refers to, beside one that stands for everything",
    files: {
      "tsconfig.json":
        '{ "files": [], "references": [{ "path": "./tsconfig.node.json" }, { "path": "./app" }] }\n',
      "tsconfig.node.json":
        '{ "compilerOptions": { "paths": { "*": ["./types/*"], "~/*": ["./src/*"] } } }\n',
      "app/tsconfig.json":
        '{ "compilerOptions": { "paths": { "~/*": ["./nowhere/*"], "#db": ["../src/users.ts"] } } }\n',
      "src/users.ts": users,
      "src/posts.ts": posts("~/users"),
      "src/likes.ts": posts("#db").replaceAll("posts", "likes"),
    },
    schema: "./src",
    tables: ["likes", "posts", "users"],
  },
  {
    title: "path aliases through tsconfigs that extend several others",
    files: {
      "tsconfig.json": '{ "extends": ["./config/strict.json", "./config/paths"] }\n',
      "config/strict.json": '{ "compilerOptions": { "strict": true } }\n',
      "config/paths.json": '{ "extends": "./base.json" }\n',
      "config/base.json": '{ "compilerOptions": { "paths": { "@/*": ["${configDir}/src/*"] } } }\n',
      "src/users.ts": users,
      "src/posts.ts": posts("@/users"),
    },
    schema: "./src/*.ts",
    tables: ["posts", "users"],
  },
  {
    title: "a schema that imports a component in JSX, an enum of TypeScript and values that are required",
    files: {
      "package.json": commonjs,
      "src/badge.tsx": 'export function Badge(): unknown { return <b title="x">{1}</b>; }\n',
      "src/roles.ts":
        'export enum Role { Admin = "admin", User = "user" }\nexport const first = <T,>(all: T[]): T => <T>all[0];\n',
      "src/sizes.cts": "export = { small: 1 };\n",
      "src/schema.ts": `${core}import { Badge } from "./badge";\nimport { first, Role } from "./roles";
const sizes = require("./sizes.cts") as { small: number };
const roles = Object.values(Role) as [Role, ...Role[]];
export const users = ${table("users", 'role: text("role", { enum: roles }).default(first(roles)), size: integer("size").default(sizes.small), by: text("by").default(Badge.name)')};\n`,
    },
    schema: "./src/schema.ts",
    tables: ["users"],
  },
  {
    title: "files that are left out, and would fail if they were run",
    files: {
      "src/users.ts": users,
      "src/users.test.ts": 'throw new Error("a test was run");\n',
      "src/legacy/old.ts": 'throw new Error("an old file was run");\n',
    },
    schema: ["!./src/legacy", "./src/**/*.ts", "!**/*.test.ts"],
    tables: ["users"],
  },
  {
    title: "modules that say on which side they run, in both kinds of JavaScript too",
    files: {
      "package.json": esm,
      "node_modules/server-only/package.json": '{ "name": "server-only", "main": "index.js" }',
      "node_modules/server-only/index.js": 'throw new Error("not for a client");\n',
      "src/users.ts": `import "server-only";\n${users}`,
      "src/posts.js": `import "client-only";\nimport "server-only";\n${core.replace(", type AnySQLiteColumn", "")}export const posts = ${table("posts")};\n`,
    },
    schema: "./src",
    tables: ["posts", "users"],
  },
  {
    title: "JavaScript in CommonJS, with a configuration in CommonJS",
    files: {
      "package.json": commonjs,
      "migrate.config.cjs":
        'const { join } = require("node:path");\nmodule.exports = { dialect: "sqlite", url: "file:" + join(__dirname, "app.db"), schema: "./src/*.js" };\n',
      "src/users.js": `const { integer, sqliteTable } = require("drizzle-orm/sqlite-core");\nexports.users = ${table("users")};\n`,
      "src/posts.js": `const { integer, sqliteTable } = require("drizzle-orm/sqlite-core");\nconst { users } = require("./users");\nmodule.exports = { posts: ${table("posts", 'author: integer("author").references(() => users.id)')} };\n`,
    },
    tables: ["posts", "users"],
  },
  {
    title: "JavaScript in ES modules, with a configuration that imports from the schema's package",
    files: {
      "package.json": esm,
      "migrate.config.mjs":
        'import { defineConfig } from "drizzle-mig";\nimport { url } from "./src/settings.js";\nexport default defineConfig({ dialect: "sqlite", url, schema: ["./src/posts.js", "./src/users.js"] });\n',
      "src/settings.js": 'export const url = "file:./app.db";\n',
      "src/users.js": users.replace(", type AnySQLiteColumn", ""),
      "src/posts.js": posts("./users.js").replace(", type AnySQLiteColumn", ""),
    },
    tables: ["posts", "users"],
  },
  {
    title: "a folder with a barrel of its own, whose modules end in .mts and .cts",
    files: {
      "package.json": commonjs,
      "migrate.config.mts":
        'export default { dialect: "sqlite", url: "file:./app.db", schema: "./src/db/schema" };\n',
      "src/db/schema/index.ts": 'export * from "./users.mts";\nexport * from "./posts.cts";\n',
      "src/db/schema/users.mts": users,
      "src/db/schema/posts.cts": posts("./users.mts"),
    },
    tables: ["posts", "users"],
  },
  {
    title: "imports that its package.json maps, in a folder whose name has spaces and letters of its own",
    files: {
      "package.json": '{ "type": "module", "imports": { "#db/*": "./söurce dir/*.ts" } }\n',
      "söurce dir/users.ts": users,
      "söurce dir/posts.ts": posts("#db/users"),
    },
    schema: "./söurce dir",
    tables: ["posts", "users"],
  },
  {
    title: "a workspace, whose schema is a package in TypeScript and is run from an application",
    files: {
      "packages/db/package.json":
        '{ "name": "@repo/db", "type": "module", "exports": { ".": "./src/index.ts" } }\n',
      "packages/db/tsconfig.json": '{ "compilerOptions": { "paths": { "#db/*": ["./src/*"] } } }\n',
      "packages/db/src/index.ts": 'export * from "./users";\nexport { posts } from "#db/posts";\n',
      "packages/db/src/users.ts": users,
      "packages/db/src/posts.ts": posts("#db/users"),
      "apps/web/package.json": commonjs,
      "apps/web/migrate.config.ts":
        'export default { dialect: "sqlite" as const, url: `file:../../app.db`, schema: ["./src/schema.ts", "../../packages/db/src/*.ts"] };\n',
      "apps/web/src/schema.ts": `${core}import { users } from "@repo/db";\nexport * from "@repo/db";\nexport const likes = ${table("likes", 'by: integer("by").references(() => users.id)')};\n`,
    },
    links: { "@repo/db": "packages/db" },
    in: "apps/web",
    tables: ["likes", "posts", "users"],
  },
  {
    title: "one module that the configuration, the schema and a revision import: it runs once",
    files: {
      "package.json": esm,
      "src/once.ts": once,
      "migrate.config.ts":
        'import { defineConfig } from "drizzle-mig";\nimport { url } from "./src/once";\nexport default defineConfig({ dialect: "sqlite", url, schema: "./src/db/*.ts" });\n',
      "src/db/users.ts": `import "../once.js";\n${users}`,
      "revisions/a1_words.ts": `import { defineOperation } from "drizzle-mig";\nimport { url } from "../src/once";
export const revision = "a1";\nexport const downRevision = null;
export async function upgrade(op: { execute(sql: string): Promise<void> }): Promise<void> {
  if (typeof defineOperation !== "function" || url === "") throw new Error("not loaded");
  await op.execute("CREATE TABLE users (id integer PRIMARY KEY)");
}
export async function downgrade(): Promise<void> {}\n`,
    },
    tables: ["users"],
  },
  {
    title: "syntax that cannot be erased, an await at the top, JSON and what Node gives to CommonJS",
    files: {
      "src/names.json": '{ "table": "users" }\n',
      "src/schema.ts": `${core}import names from "./names.json" with { type: "json" };
import { readFileSync } from "node:fs";
enum Size { small = 1 }
namespace Words { export const likes = "likes"; }
const text2 = await Promise.resolve("posts");
const here = readFileSync(new URL("./names.json", import.meta.url), "utf8").length + __dirname.length;
class Made { constructor(readonly name: string) {} }
export const users = sqliteTable(names.table, { id: integer("id").primaryKey().default(Size.small) });
export const posts = sqliteTable(new Made(text2).name, { id: integer("id").default(here > 0 ? 1 : 2) });
export const likes = sqliteTable(Words.likes, { id: integer("id") });
`,
    },
    schema: "./src/schema.ts",
    tables: ["likes", "posts", "users"],
  },
  {
    title: "folders and files with brackets in their names, a drizzle.config.ts alone, and a .env",
    files: {
      ".env": "DATABASE_URL=file:./app.db\n",
      "drizzle.config.ts":
        'import { defineConfig } from "drizzle-kit";\nexport default defineConfig({ dialect: "sqlite", schema: ["./src/(db)/[one].ts", "./src/(db)"], dbCredentials: { url: process.env.DATABASE_URL! } });\n',
      "src/(db)/[one].ts": users,
      "src/(db)/two.ts": posts("./[one]"),
    },
    tables: ["posts", "users"],
  },
];
