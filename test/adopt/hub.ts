import type { Project } from "../support/project.ts";
import { saidInSql } from "../../src/dialects/sql.ts";

/**
 * The eight migrations of a hub server, as its users would write them down for mig. Each entry also says how
 * the server's own scripts changed a database by hand: one list of SQL a migration and database.
 */
interface HubMigration {
  readonly id: string;
  readonly name: string;
  readonly isApplied: string | null;
  readonly upgrade: string;
  readonly byHand: readonly string[];
}

const key = `{ name: "id", type: "integer", nullable: false }`;
const quotas = (table: string): string =>
  `await op.addColumn("${table}", { name: "private_quota_bytes", type: "bigint" });
  await op.addColumn("${table}", { name: "public_quota_bytes", type: "bigint" });`;
const quotasByHand = (table: string): string[] => [
  `ALTER TABLE "${table}" ADD COLUMN private_quota_bytes BIGINT`,
  `ALTER TABLE "${table}" ADD COLUMN public_quota_bytes BIGINT`,
];

/** The server's database before its first migration. */
export const hubStart: readonly string[] = [
  `CREATE TABLE "user" (id INTEGER NOT NULL PRIMARY KEY, username VARCHAR(255) NOT NULL)`,
  `CREATE TABLE organization (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(255) NOT NULL)`,
  `CREATE TABLE repository (id INTEGER NOT NULL PRIMARY KEY, owner_id INTEGER NOT NULL, full_id VARCHAR(255) NOT NULL, CONSTRAINT repository_full_id_unique UNIQUE (full_id))`,
  `INSERT INTO "user" (id, username) VALUES (1, 'ann')`,
  `INSERT INTO organization (id, name) VALUES (7, 'acme')`,
  `INSERT INTO repository (id, owner_id, full_id) VALUES (1, 1, 'ann/one')`,
];

export const hub: readonly HubMigration[] = [
  {
    id: "000",
    name: "first schema",
    isApplied: `probe.table("repository")`,
    upgrade: `await op.createTable({ name: "user", columns: [${key}, { name: "username", type: "varchar(255)", nullable: false }], primaryKey: { columns: ["id"] } });
  await op.createTable({ name: "organization", columns: [${key}, { name: "name", type: "varchar(255)", nullable: false }], primaryKey: { columns: ["id"] } });
  await op.createTable({
    name: "repository",
    columns: [${key}, { name: "owner_id", type: "integer", nullable: false }, { name: "full_id", type: "varchar(255)", nullable: false }],
    primaryKey: { columns: ["id"] },
    uniques: [{ name: "repository_full_id_unique", columns: ["full_id"] }],
  });`,
    byHand: hubStart,
  },
  {
    id: "001",
    name: "repository schema",
    isApplied: `probe.table("repository").then(async (there) => there && !(await probe.constraint("repository", { unique: ["full_id"] })))`,
    upgrade: `await op.dropConstraint("repository", "repository_full_id_unique");`,
    byHand: [
      `CREATE TABLE repository_new (id INTEGER NOT NULL PRIMARY KEY, owner_id INTEGER NOT NULL, full_id VARCHAR(255) NOT NULL)`,
      `INSERT INTO repository_new SELECT id, owner_id, full_id FROM repository`,
      `DROP TABLE repository`,
      `ALTER TABLE repository_new RENAME TO repository`,
    ],
  },
  {
    id: "002",
    name: "user and organization quotas",
    isApplied: `probe.column("organization", "private_quota_bytes")`,
    upgrade: `${quotas("user")}
  ${quotas("organization")}`,
    byHand: [...quotasByHand("user"), ...quotasByHand("organization")],
  },
  {
    id: "003",
    name: "commit tracking",
    isApplied: `probe.table("commit")`,
    upgrade: `await op.createTable({
    name: "commit",
    columns: [${key}, { name: "commit_id", type: "varchar(64)", nullable: false }, { name: "user_id", type: "integer", nullable: false }],
    primaryKey: { columns: ["id"] },
  });
  await op.createIndex("commit", { name: "commit_user_id", columns: ["user_id"] });`,
    byHand: [
      `CREATE TABLE "commit" (id INTEGER NOT NULL PRIMARY KEY, commit_id VARCHAR(64) NOT NULL, user_id INTEGER NOT NULL)`,
      `CREATE INDEX commit_user_id ON "commit" (user_id)`,
    ],
  },
  {
    id: "004",
    name: "repository quotas",
    isApplied: `probe.column("repository", "used_bytes")`,
    upgrade: `await op.addColumn("repository", { name: "quota_bytes", type: "bigint" });
  await op.addColumn("repository", { name: "used_bytes", type: "bigint", nullable: false, default: "0" });`,
    byHand: [
      `ALTER TABLE repository ADD COLUMN quota_bytes BIGINT`,
      `ALTER TABLE repository ADD COLUMN used_bytes BIGINT NOT NULL DEFAULT 0`,
    ],
  },
  {
    id: "005",
    name: "profiles and invitations",
    isApplied: `probe.table("invitation")`,
    upgrade: `await op.addColumn("user", { name: "full_name", type: "varchar(255)" });
  await op.createTable({
    name: "invitation",
    columns: [${key}, { name: "token", type: "varchar(255)", nullable: false }],
    primaryKey: { columns: ["id"] },
  });`,
    byHand: [
      `ALTER TABLE "user" ADD COLUMN full_name VARCHAR(255)`,
      `CREATE TABLE invitation (id INTEGER NOT NULL PRIMARY KEY, token VARCHAR(255) NOT NULL)`,
    ],
  },
  {
    id: "006",
    name: "invitations for several people",
    isApplied: null,
    upgrade: `await op.addColumn("invitation", { name: "max_usage", type: "integer" });
  await op.addColumn("invitation", { name: "usage_count", type: "integer", nullable: false, default: "0" });`,
    byHand: [
      `ALTER TABLE invitation ADD COLUMN max_usage INTEGER`,
      `ALTER TABLE invitation ADD COLUMN usage_count INTEGER NOT NULL DEFAULT 0`,
    ],
  },
  {
    id: "007",
    name: "avatars",
    isApplied: null,
    upgrade: `await op.addColumn("user", { name: "avatar", type: "text" });
  await op.addColumn("organization", { name: "avatar", type: "text" });`,
    byHand: [`ALTER TABLE "user" ADD COLUMN avatar TEXT`, `ALTER TABLE organization ADD COLUMN avatar TEXT`],
  },
  {
    id: "008",
    name: "organizations become users",
    isApplied: `probe.column("user", "is_org")`,
    upgrade: `await op.addColumn("user", { name: "is_org", type: "integer", nullable: false, default: "0" });
  await op.execute('INSERT INTO "user" (id, username, is_org) SELECT id + 1000, name, 1 FROM organization', "");
  await op.dropTable("organization");
  await op.createForeignKey("repository", { name: "repository_owner_id_fkey", columns: ["owner_id"], references: { table: "user", columns: ["id"] } });`,
    byHand: [
      `ALTER TABLE "user" ADD COLUMN is_org INTEGER NOT NULL DEFAULT 0`,
      `INSERT INTO "user" (id, username, is_org) SELECT id + 1000, name, 1 FROM organization`,
      `DROP TABLE organization`,
      `CREATE TABLE repository_new (id INTEGER NOT NULL PRIMARY KEY, owner_id INTEGER NOT NULL, full_id VARCHAR(255) NOT NULL, quota_bytes BIGINT, used_bytes BIGINT NOT NULL DEFAULT 0, CONSTRAINT repository_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES "user" (id))`,
      `INSERT INTO repository_new SELECT id, owner_id, full_id, quota_bytes, used_bytes FROM repository`,
      `DROP TABLE repository`,
      `ALTER TABLE repository_new RENAME TO repository`,
    ],
  },
];

/** Write the revisions of the hub into a project; `signatures` false leaves isApplied out. */
export function writeHub(project: Project, { signatures = true }: { signatures?: boolean } = {}): void {
  for (const [index, { id, isApplied, upgrade }] of hub.entries()) {
    const signature =
      isApplied === null || !signatures ? "" : `export function isApplied(probe) { return ${isApplied}; }\n`;
    project.revision(
      id,
      hub[index - 1]?.id ?? null,
      `${signature}export async function upgrade(op) {\n  ${upgrade}\n}`,
    );
  }
}

/** Bring a database to where the hub's own scripts would have left it: `count` of its migrations. */
export async function byHand(project: Project, statements: readonly string[]): Promise<void> {
  const mig = await project.open();
  await mig.connected(async ({ connection }) => {
    for (const sql of statements) await connection.query(saidInSql(sql));
  });
}

/** The scripts up to the n-th entry. */
export function scriptsUpTo(count: number): readonly string[] {
  return hub.slice(0, count).flatMap((migration) => migration.byHand);
}
