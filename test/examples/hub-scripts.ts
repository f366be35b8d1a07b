/**
 * What the hub's hand-made scripts did, one text each: databases in the wild were made by the first few of
 * these. Peewee made the first one.
 */
export function handMade(dialect: "postgresql" | "sqlite"): readonly string[] {
  const lite = dialect === "sqlite";
  const id = lite ? '"id" INTEGER NOT NULL PRIMARY KEY' : '"id" SERIAL NOT NULL PRIMARY KEY';
  const time = lite ? "DATETIME" : "TIMESTAMP";
  const now = `${time} NOT NULL DEFAULT CURRENT_TIMESTAMP`;
  const big = lite ? "INTEGER" : "BIGINT";
  const no = lite ? "INTEGER NOT NULL DEFAULT 0" : "BOOLEAN NOT NULL DEFAULT FALSE";
  const columns = (table: string, ...list: readonly string[]): string =>
    list.map((column) => `ALTER TABLE "${table}" ADD COLUMN ${column};`).join("\n");
  const repository = (name: string, unique: string): string => `CREATE TABLE "${name}" (${id},
  "repo_type" VARCHAR(255) NOT NULL, "namespace" VARCHAR(255) NOT NULL, "name" VARCHAR(255) NOT NULL,
  "full_id" VARCHAR(255) NOT NULL${unique}, "private" ${no}, "owner_id" INTEGER NOT NULL, "created_at" ${now});`;
  return [
    `CREATE TABLE "user" (${id}, "username" VARCHAR(255) NOT NULL, "email" VARCHAR(255), "created_at" ${now});
CREATE UNIQUE INDEX "user_username" ON "user" ("username");
CREATE TABLE "organization" (${id}, "name" VARCHAR(255) NOT NULL, "description" TEXT, "created_at" ${now});
CREATE UNIQUE INDEX "organization_name" ON "organization" ("name");
CREATE TABLE "userorganization" (${id}, "user" INTEGER NOT NULL, "organization" INTEGER NOT NULL, "role" VARCHAR(255) NOT NULL);
CREATE UNIQUE INDEX "userorganization_user_organization" ON "userorganization" ("user", "organization");
${repository("repository", " UNIQUE")}
CREATE TABLE "file" (${id}, "repo_full_id" VARCHAR(255) NOT NULL, "path_in_repo" VARCHAR(1024) NOT NULL,
  "size" ${big} NOT NULL DEFAULT 0, "sha256" VARCHAR(64) NOT NULL);
CREATE UNIQUE INDEX "file_repo_full_id_path_in_repo" ON "file" ("repo_full_id", "path_in_repo");
INSERT INTO "user" ("username", "email") VALUES ('ada', 'ada@example.org'), ('bob', NULL);
INSERT INTO "organization" ("name", "description") VALUES ('lab', 'The Lab'), ('club', NULL);
INSERT INTO "userorganization" ("user", "organization", "role") VALUES (1, 1, 'admin'), (2, 2, 'member');
INSERT INTO "repository" ("repo_type", "namespace", "name", "full_id", "owner_id") VALUES
  ('model', 'ada', 'mine', 'ada/mine', 1), ('dataset', 'lab', 'ours', 'lab/ours', 2);
INSERT INTO "file" ("repo_full_id", "path_in_repo", "size", "sha256") VALUES
  ('ada/mine', 'a.bin', 40, 'aa'), ('lab/ours', 'b.bin', 2, 'bb'), ('ada/gone', 'c.bin', 1, 'cc');`,
    lite
      ? `${repository("repository_new", "")}
INSERT INTO "repository_new" SELECT * FROM "repository";
DROP TABLE "repository";
ALTER TABLE "repository_new" RENAME TO "repository";
CREATE UNIQUE INDEX "repository_repo_type_full_id" ON "repository" ("repo_type", "full_id");`
      : `ALTER TABLE "repository" DROP CONSTRAINT "repository_full_id_key";
CREATE UNIQUE INDEX "repository_repo_type_full_id" ON "repository" ("repo_type", "full_id");`,
    `${columns("user", `private_quota_bytes ${big}`, `public_quota_bytes ${big}`)}
${columns("organization", `private_quota_bytes ${big}`, `public_quota_bytes ${big}`)}`,
    `CREATE TABLE "commit" (${id}, "commit_id" VARCHAR(255) NOT NULL, "repo_type" VARCHAR(255) NOT NULL,
  "repo_full_id" VARCHAR(255) NOT NULL, "user_id" INTEGER NOT NULL, "message" TEXT NOT NULL, "created_at" ${now});
CREATE INDEX "commit_user_id" ON "commit" ("user_id");
INSERT INTO "commit" ("commit_id", "repo_type", "repo_full_id", "user_id", "message") VALUES ('c1', 'dataset', 'lab/ours', 1, 'first');`,
    `${columns("repository", `quota_bytes ${big}`, `used_bytes ${big} NOT NULL DEFAULT 0`)}
UPDATE "repository" SET used_bytes = coalesce((SELECT sum(size) FROM "file" WHERE repo_full_id = full_id), 0);`,
    `${columns("user", "full_name VARCHAR(255)", "bio TEXT", `social_media ${lite ? "TEXT" : "JSONB"}`)}
${columns("organization", "bio TEXT")}
CREATE TABLE "invitation" (${id}, "token" VARCHAR(255) NOT NULL, "organization" INTEGER, "created_by" INTEGER NOT NULL,
  "expires_at" ${time} NOT NULL, "used_at" ${time});
CREATE UNIQUE INDEX "invitation_token" ON "invitation" ("token");
INSERT INTO "invitation" ("token", "organization", "created_by", "expires_at") VALUES ('t', 1, 1, '2026-01-01 00:00:00');`,
    columns("invitation", "max_usage INTEGER", "usage_count INTEGER NOT NULL DEFAULT 0"),
    ["user", "organization"]
      .map((owner) => columns(owner, `avatar ${lite ? "BLOB" : "BYTEA"}`, `avatar_updated_at ${time}`))
      .join("\n"),
  ];
}
