import type { RuleId } from "../../src/core/lint/every-rule.ts";
import type { Facts } from "../../src/core/lint/scene.ts";

/** A rule met, and the same done so that it does not hurt: what docs/lint.md shows, and tests try. */
export interface Example {
  readonly dialect: "postgresql" | "sqlite";
  /** What was there before. */
  readonly setup?: string;
  readonly bad: string;
  readonly good: string;
  /** Whether each stands in a revision that says `transaction = false`. */
  readonly badAlone?: boolean;
  readonly goodAlone?: boolean;
  readonly facts?: Partial<Facts>;
}

const users = "CREATE TABLE users (id bigint PRIMARY KEY, email text, age integer, team_id bigint);";
const teams = `${users} CREATE TABLE teams (id bigint PRIMARY KEY, name text);`;
const pg = { dialect: "postgresql", setup: users } as const;
const lite = { dialect: "sqlite", setup: users } as const;

/** An example of each rule that SQL can meet. */
export const lintExamples: { readonly [K in RuleId]?: Example } = {
  "index-not-concurrent": {
    ...pg,
    bad: "CREATE INDEX users_email ON users (email);",
    good: "CREATE INDEX CONCURRENTLY users_email ON users (email);",
    goodAlone: true,
  },
  "drop-index-not-concurrent": {
    ...pg,
    setup: `${users} CREATE INDEX users_email ON users (email);`,
    bad: "DROP INDEX users_email;",
    good: "DROP INDEX CONCURRENTLY users_email;",
    goodAlone: true,
  },
  "reindex-not-concurrent": {
    ...pg,
    bad: "REINDEX TABLE users;",
    good: "REINDEX TABLE CONCURRENTLY users;",
    goodAlone: true,
  },
  "invalid-index-kept": {
    ...pg,
    bad: "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS users_email ON users (email);",
    badAlone: true,
    good: "CREATE UNIQUE INDEX CONCURRENTLY users_email ON users (email);",
    goodAlone: true,
  },
  "concurrent-build-bug": {
    ...pg,
    bad: "CREATE INDEX CONCURRENTLY users_email ON users (email);",
    badAlone: true,
    good: "CREATE TABLE other (id bigint PRIMARY KEY);",
    facts: { serverVersion: 140_002 },
  },
  "partitioned-index": {
    ...pg,
    facts: { partitioned: new Set(["users"]) },
    bad: "CREATE INDEX users_email ON users (email);",
    good: "CREATE INDEX users_email ON ONLY users (email);",
  },
  "replaced-index": {
    ...pg,
    setup: `${users} CREATE INDEX users_email ON users (email);`,
    bad: "DROP INDEX users_email;\nCREATE INDEX users_email ON users (email, age);",
    good: "CREATE INDEX users_email_age ON users (email, age);\nDROP INDEX users_email;",
  },
  "index-in-use": {
    ...pg,
    setup: `${users} CREATE INDEX users_email ON users (email);`,
    facts: { scans: new Map([["users_email", 12]]) },
    bad: "DROP INDEX users_email;",
    good: "DROP INDEX users_age;",
  },
  "duplicate-index": {
    ...pg,
    setup: `${users} CREATE INDEX users_email_age ON users (email, age);`,
    bad: "CREATE INDEX users_email ON users (email);",
    good: "CREATE INDEX users_age ON users (age);",
  },
  "wide-index": {
    ...pg,
    bad: "CREATE INDEX users_all ON users (id, email, age, team_id);",
    good: "CREATE INDEX users_email ON users (email, age) INCLUDE (team_id);",
  },
  "many-indexes": {
    ...pg,
    setup: `${users} ${Array.from({ length: 10 }, (_, at) => `CREATE INDEX i${at} ON users ((age + ${at}));`).join(" ")}`,
    bad: "CREATE INDEX one_more ON users (email);",
    good: "DROP INDEX i1;",
  },
  "hash-index": {
    ...pg,
    bad: "CREATE INDEX users_email ON users USING hash (email);",
    good: "CREATE INDEX users_email ON users (email);",
  },
  "foreign-key-validated": {
    ...pg,
    setup: teams,
    bad: "ALTER TABLE users ADD CONSTRAINT users_team FOREIGN KEY (team_id) REFERENCES teams (id);",
    good: "ALTER TABLE users ADD CONSTRAINT users_team FOREIGN KEY (team_id) REFERENCES teams (id) NOT VALID;",
  },
  "column-with-reference": {
    ...pg,
    setup: teams,
    bad: "ALTER TABLE users ADD COLUMN boss bigint REFERENCES users (id);",
    good: "ALTER TABLE users ADD COLUMN boss bigint;\nALTER TABLE users ADD CONSTRAINT users_boss FOREIGN KEY (boss) REFERENCES users (id) NOT VALID;",
  },
  "several-foreign-keys": {
    ...pg,
    setup: teams,
    bad: "CREATE TABLE members (\n  user_id bigint REFERENCES users (id),\n  team_id bigint REFERENCES teams (id),\n  PRIMARY KEY (user_id, team_id)\n);",
    good: "CREATE TABLE members (user_id bigint REFERENCES users (id), team_id bigint, PRIMARY KEY (user_id, team_id));",
  },
  "drop-foreign-key": {
    ...pg,
    setup: `${teams} ALTER TABLE users ADD CONSTRAINT users_team FOREIGN KEY (team_id) REFERENCES teams (id);`,
    bad: "ALTER TABLE users DROP CONSTRAINT users_team;",
    good: "ALTER TABLE users ALTER COLUMN team_id SET DEFAULT 1;",
  },
  "foreign-key-without-index": {
    ...pg,
    setup: teams,
    bad: "CREATE TABLE posts (id bigint PRIMARY KEY, author bigint REFERENCES users (id));",
    good: "CREATE TABLE posts (id bigint PRIMARY KEY, author bigint REFERENCES users (id));\nCREATE INDEX posts_author ON posts (author);",
  },
  "foreign-key-type-differs": {
    ...pg,
    bad: "CREATE TABLE posts (id bigint PRIMARY KEY, author integer REFERENCES users (id));",
    good: "CREATE TABLE posts (id bigint PRIMARY KEY, author bigint REFERENCES users (id));",
  },
  "cascading-delete": {
    ...pg,
    bad: "CREATE TABLE posts (id bigint PRIMARY KEY, author bigint REFERENCES users (id) ON DELETE CASCADE);",
    good: "CREATE TABLE posts (id bigint PRIMARY KEY, author bigint REFERENCES users (id));",
  },
  "check-validated": {
    ...pg,
    bad: "ALTER TABLE users ADD CONSTRAINT users_age CHECK (age > 0);",
    good: "ALTER TABLE users ADD CONSTRAINT users_age CHECK (age > 0) NOT VALID;",
  },
  "validated-at-once": {
    ...pg,
    bad: "ALTER TABLE users ADD CONSTRAINT users_age CHECK (age > 0) NOT VALID;\nALTER TABLE users VALIDATE CONSTRAINT users_age;",
    good: "ALTER TABLE users VALIDATE CONSTRAINT users_age;",
  },
  "unique-constraint-built": {
    ...pg,
    bad: "ALTER TABLE users ADD CONSTRAINT users_email UNIQUE (email);",
    good: "CREATE UNIQUE INDEX CONCURRENTLY users_email ON users (email);\nALTER TABLE users ADD CONSTRAINT users_email UNIQUE USING INDEX users_email;",
    goodAlone: true,
  },
  "primary-key-built": {
    ...pg,
    setup: "CREATE TABLE notes (id bigint NOT NULL);",
    bad: "ALTER TABLE notes ADD PRIMARY KEY (id);",
    good: "CREATE UNIQUE INDEX CONCURRENTLY notes_pkey ON notes (id);\nALTER TABLE notes ADD PRIMARY KEY USING INDEX notes_pkey;",
    goodAlone: true,
  },
  "column-with-key": {
    ...pg,
    bad: "ALTER TABLE users ADD COLUMN handle text UNIQUE;",
    good: "ALTER TABLE users ADD COLUMN handle text;\nCREATE UNIQUE INDEX CONCURRENTLY users_handle ON users (handle);",
    goodAlone: true,
  },
  "exclusion-constraint": {
    ...pg,
    bad: "ALTER TABLE users ADD CONSTRAINT one_each EXCLUDE USING gist (age WITH =);",
    good: "CREATE TABLE booked (id bigint PRIMARY KEY, EXCLUDE USING gist (id WITH =));",
  },
  "rows-may-not-fit": {
    ...pg,
    bad: "ALTER TABLE users ALTER COLUMN email SET NOT NULL;",
    good: "UPDATE users SET email = '' WHERE email IS NULL;\nALTER TABLE users ALTER COLUMN email SET NOT NULL;",
  },
  "set-not-null": {
    ...pg,
    setup: `${users} ALTER TABLE users ADD CONSTRAINT has_age CHECK (age IS NOT NULL);`,
    bad: "ALTER TABLE users ALTER COLUMN email SET NOT NULL;",
    good: "-- has_age is CHECK (age IS NOT NULL), and was validated in an earlier revision\nALTER TABLE users ALTER COLUMN age SET NOT NULL;",
  },
  "drop-not-null": {
    ...pg,
    setup: "CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);",
    bad: "ALTER TABLE users ALTER COLUMN email DROP NOT NULL;",
    good: "ALTER TABLE users ADD COLUMN other text;",
  },
  "not-null-without-default": {
    ...pg,
    bad: "ALTER TABLE users ADD COLUMN role text NOT NULL;",
    good: "ALTER TABLE users ADD COLUMN role text NOT NULL DEFAULT 'member';",
  },
  "volatile-default": {
    ...pg,
    bad: "ALTER TABLE users ADD COLUMN token uuid DEFAULT gen_random_uuid();",
    good: "ALTER TABLE users ADD COLUMN token uuid;\nALTER TABLE users ALTER COLUMN token SET DEFAULT gen_random_uuid();",
  },
  "numbered-column": {
    ...pg,
    bad: "ALTER TABLE users ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY;",
    good: "ALTER TABLE users ADD COLUMN number bigint;",
  },
  "stored-generated-column": {
    ...pg,
    bad: "ALTER TABLE users ADD COLUMN name text GENERATED ALWAYS AS (lower(email)) STORED;",
    good: "ALTER TABLE users ADD COLUMN name text;",
  },
  "type-change": {
    ...pg,
    setup: "CREATE TABLE users (id bigint PRIMARY KEY, age integer, email varchar(50));",
    bad: "ALTER TABLE users ALTER COLUMN age TYPE bigint;",
    good: "ALTER TABLE users ALTER COLUMN email TYPE varchar(200);",
  },
  "type-of-viewed-column": {
    ...pg,
    setup: `${users} CREATE VIEW adults AS SELECT id, age FROM users WHERE age > 17;`,
    bad: "ALTER TABLE users ALTER COLUMN age TYPE bigint;",
    good: "DROP VIEW adults;\nALTER TABLE users ALTER COLUMN age TYPE bigint;\nCREATE VIEW adults AS SELECT id, age FROM users WHERE age > 17;",
  },
  "statistics-lost": {
    ...pg,
    bad: "ALTER TABLE users ALTER COLUMN age TYPE bigint;",
    good: "ALTER TABLE users ALTER COLUMN age TYPE bigint;\nANALYZE users;",
  },
  "default-changed": {
    ...pg,
    setup: "CREATE TABLE users (id bigint PRIMARY KEY, role text DEFAULT 'member');",
    bad: "ALTER TABLE users ALTER COLUMN role SET DEFAULT 'guest';",
    good: "ALTER TABLE users ADD COLUMN kind text DEFAULT 'guest';",
  },
  "drop-column": {
    ...pg,
    bad: "ALTER TABLE users DROP COLUMN age;",
    good: "ALTER TABLE users ADD COLUMN draft text;\nALTER TABLE users DROP COLUMN draft;",
  },
  "rename-column": {
    ...pg,
    bad: "ALTER TABLE users RENAME COLUMN email TO mail;",
    good: "ALTER TABLE users ADD COLUMN mail text;",
  },
  "drop-table": {
    ...pg,
    bad: "DROP TABLE users;",
    good: "CREATE TABLE draft (id bigint PRIMARY KEY);\nDROP TABLE draft;",
  },
  "empty-table": {
    ...pg,
    bad: "TRUNCATE users;",
    good: "DELETE FROM users WHERE age < 0;",
  },
  "drop-referenced-table": {
    ...pg,
    setup: `${teams} ALTER TABLE users ADD CONSTRAINT users_team FOREIGN KEY (team_id) REFERENCES teams (id);`,
    bad: "DROP TABLE teams;",
    good: "ALTER TABLE users DROP CONSTRAINT users_team;\nDROP TABLE teams;",
  },
  "drop-referencing-table": {
    ...pg,
    setup: `${teams} ALTER TABLE users ADD CONSTRAINT users_team FOREIGN KEY (team_id) REFERENCES teams (id);`,
    bad: "DROP TABLE users;",
    good: "ALTER TABLE users DROP CONSTRAINT users_team;\nDROP TABLE users;",
  },
  "rename-table": {
    ...pg,
    bad: "ALTER TABLE users RENAME TO people;",
    good: "ALTER TABLE users RENAME TO people;\nCREATE VIEW users AS SELECT * FROM people;",
  },
  "rename-schema": {
    ...pg,
    bad: "ALTER SCHEMA app RENAME TO main_app;",
    good: "CREATE SCHEMA main_app;",
  },
  "drop-view": {
    ...pg,
    setup: `${users} CREATE VIEW adults AS SELECT id FROM users WHERE age > 17;`,
    bad: "DROP VIEW adults;",
    good: "DROP VIEW adults;\nCREATE VIEW adults AS SELECT id, email FROM users WHERE age > 17;",
  },
  "rename-view": {
    ...pg,
    setup: `${users} CREATE VIEW adults AS SELECT id FROM users WHERE age > 17;`,
    bad: "ALTER VIEW adults RENAME TO grown;",
    good: "CREATE VIEW grown AS SELECT id FROM users WHERE age > 17;",
  },
  "refresh-not-concurrent": {
    ...pg,
    bad: "REFRESH MATERIALIZED VIEW totals;",
    good: "REFRESH MATERIALIZED VIEW CONCURRENTLY totals;",
  },
  "table-without-key": {
    ...pg,
    bad: "CREATE TABLE notes (body text);",
    good: "CREATE TABLE notes (id bigint PRIMARY KEY, body text);",
  },
  "many-columns": {
    ...pg,
    bad: `CREATE TABLE wide (id bigint PRIMARY KEY, ${Array.from({ length: 100 }, (_, at) => `c${at} text`).join(", ")});`,
    good: "CREATE TABLE narrow (id bigint PRIMARY KEY, c0 text);",
  },
  "table-padding": {
    ...pg,
    bad: "CREATE TABLE flags (a boolean, id bigint PRIMARY KEY, b boolean, at timestamptz);",
    good: "CREATE TABLE flags (id bigint PRIMARY KEY, at timestamptz, a boolean, b boolean);",
  },
  "enum-value-place": {
    ...pg,
    setup: "CREATE TYPE mood AS ENUM ('sad', 'happy');",
    bad: "ALTER TYPE mood ADD VALUE 'calm';",
    good: "ALTER TYPE mood ADD VALUE 'calm' BEFORE 'happy';",
  },
  "enum-value-used-at-once": {
    ...pg,
    setup: `CREATE TYPE mood AS ENUM ('sad'); ${users}`,
    bad: "ALTER TYPE mood ADD VALUE 'calm';\nALTER TABLE users ADD COLUMN mood mood DEFAULT 'calm';",
    good: "ALTER TYPE mood ADD VALUE 'calm' AFTER 'sad';",
  },
  "rename-type": {
    ...pg,
    setup: "CREATE TYPE mood AS ENUM ('sad');",
    bad: "ALTER TYPE mood RENAME TO feeling;",
    good: "CREATE TYPE feeling AS ENUM ('sad');",
  },
  "rename-enum-value": {
    ...pg,
    setup: "CREATE TYPE mood AS ENUM ('sad');",
    bad: "ALTER TYPE mood RENAME VALUE 'sad' TO 'blue';",
    good: "ALTER TYPE mood ADD VALUE 'blue' AFTER 'sad';",
  },
  "type-in-use": {
    ...pg,
    setup: "CREATE TYPE mood AS ENUM ('sad');",
    bad: "DROP TYPE mood;",
    good: "CREATE TYPE other AS ENUM ('a');\nDROP TYPE other;",
  },
  "enum-type": {
    ...pg,
    bad: "CREATE TYPE mood AS ENUM ('sad', 'happy');",
    good: "CREATE TABLE moods (name text PRIMARY KEY);",
  },
  "domain-constraint": {
    ...pg,
    bad: "ALTER DOMAIN email ADD CHECK (value LIKE '%@%');",
    good: "ALTER DOMAIN email ADD CHECK (value LIKE '%@%') NOT VALID;",
  },
  "json-type": {
    ...pg,
    bad: "ALTER TABLE users ADD COLUMN data json;",
    good: "ALTER TABLE users ADD COLUMN data jsonb;",
  },
  "small-integer-key": {
    ...pg,
    bad: "CREATE TABLE notes (id integer PRIMARY KEY);",
    good: "CREATE TABLE notes (id bigint PRIMARY KEY);",
  },
  "char-type": {
    ...pg,
    bad: "ALTER TABLE users ADD COLUMN country char(2);",
    good: "ALTER TABLE users ADD COLUMN country text;",
  },
  "varchar-length": {
    ...pg,
    bad: "ALTER TABLE users ADD COLUMN city varchar(100);",
    good: "ALTER TABLE users ADD COLUMN city text;",
  },
  "timestamp-without-zone": {
    ...pg,
    bad: "ALTER TABLE users ADD COLUMN seen timestamp;",
    good: "ALTER TABLE users ADD COLUMN seen timestamptz;",
  },
  "serial-type": {
    ...pg,
    bad: "CREATE TABLE notes (id bigserial PRIMARY KEY);",
    good: "CREATE TABLE notes (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY);",
  },
  "drop-sequence": { ...pg, bad: "DROP SEQUENCE numbers;", good: "CREATE SEQUENCE numbers;" },
  "rename-sequence": {
    ...pg,
    bad: "ALTER SEQUENCE numbers RENAME TO counts;",
    good: "ALTER SEQUENCE numbers RESTART;",
  },
  "needs-no-transaction": {
    ...pg,
    bad: "CREATE INDEX CONCURRENTLY users_email ON users (email);",
    good: "CREATE INDEX CONCURRENTLY users_email ON users (email);",
    goodAlone: true,
  },
  "transaction-statement": {
    ...pg,
    bad: "BEGIN;\nALTER TABLE users ADD COLUMN city text;\nCOMMIT;",
    good: "ALTER TABLE users ADD COLUMN city text;",
  },
  "no-lock-timeout": {
    ...pg,
    bad: "SET lock_timeout = 0;\nALTER TABLE users ADD COLUMN city text;",
    good: "ALTER TABLE users ADD COLUMN city text;",
  },
  "slow-under-lock": {
    ...pg,
    setup: teams,
    bad: "ALTER TABLE teams ADD COLUMN city text;\nALTER TABLE users VALIDATE CONSTRAINT users_age;",
    good: "ALTER TABLE users VALIDATE CONSTRAINT users_age;",
  },
  "backfill-with-schema": {
    ...pg,
    bad: "ALTER TABLE users ADD COLUMN city text;\nUPDATE users SET city = '' WHERE city IS NULL;",
    good: "UPDATE users SET city = '' WHERE city IS NULL;",
  },
  "several-scans": {
    ...pg,
    bad: "ALTER TABLE users ALTER COLUMN age TYPE bigint;\nALTER TABLE users ALTER COLUMN email SET NOT NULL;",
    good: "ALTER TABLE users ALTER COLUMN age TYPE bigint, ALTER COLUMN email SET NOT NULL;",
  },
  "not-repeatable": {
    ...pg,
    bad: "DROP TABLE users;",
    badAlone: true,
    good: "DROP TABLE IF EXISTS users;",
    goodAlone: true,
  },
  "table-rewritten": { ...pg, bad: "CLUSTER users;", good: "ANALYZE users;" },
  "table-locked": {
    ...pg,
    bad: "LOCK TABLE users IN EXCLUSIVE MODE;",
    good: "LOCK TABLE users IN ACCESS SHARE MODE;",
  },
  "detach-partition": {
    ...pg,
    bad: "ALTER TABLE events DETACH PARTITION events_2020;",
    good: "ALTER TABLE events DETACH PARTITION events_2020 CONCURRENTLY;",
    goodAlone: true,
  },
  "attach-partition": {
    ...pg,
    bad: "ALTER TABLE events ATTACH PARTITION events_2020 FOR VALUES FROM (2020) TO (2021);",
    good: "CREATE TABLE events_2020 (year integer PRIMARY KEY);\nALTER TABLE events ATTACH PARTITION events_2020 FOR VALUES FROM (2020) TO (2021);",
  },
  "replica-identity": {
    ...pg,
    bad: "ALTER TABLE users REPLICA IDENTITY FULL;",
    good: "CREATE TABLE other (id bigint PRIMARY KEY);\nALTER TABLE other REPLICA IDENTITY FULL;",
  },
  "long-name": {
    ...pg,
    bad: "ALTER TABLE users ADD COLUMN a_name_that_is_much_longer_than_the_sixty_three_bytes_that_are_kept text;",
    good: "ALTER TABLE users ADD COLUMN a_name_that_is_short_enough text;",
  },
  "odd-name": {
    ...pg,
    bad: 'ALTER TABLE users ADD COLUMN "Full Name" text;',
    good: "ALTER TABLE users ADD COLUMN full_name text;",
  },
  "unqualified-name": {
    ...pg,
    setup: "CREATE TABLE app.users (id bigint PRIMARY KEY);",
    bad: "ALTER TABLE users ADD COLUMN city text;",
    good: "ALTER TABLE app.users ADD COLUMN city text;",
  },
  "update-without-where": {
    ...pg,
    bad: "UPDATE users SET age = 0;",
    good: "UPDATE users SET age = 0 WHERE age < 0;",
  },
  "opaque-sql": {
    ...pg,
    bad: "DO $$ BEGIN EXECUTE 'DROP TABLE users'; END $$;",
    good: "SELECT setval('numbers', 12);",
  },
  "row-security": {
    ...pg,
    bad: "ALTER TABLE users ENABLE ROW LEVEL SECURITY;",
    good: "CREATE TABLE secrets (id bigint PRIMARY KEY);\nALTER TABLE secrets ENABLE ROW LEVEL SECURITY;",
  },
  "policy-changed": {
    ...pg,
    bad: "DROP POLICY own ON users;",
    good: "CREATE TABLE secrets (id bigint PRIMARY KEY);\nDROP POLICY own ON secrets;",
  },
  "grant-to-public": {
    ...pg,
    bad: "GRANT SELECT ON users TO PUBLIC;",
    good: "GRANT SELECT ON users TO app;",
  },
  "role-changed": { ...pg, bad: "ALTER ROLE app SUPERUSER;", good: "GRANT SELECT ON users TO app;" },
  "extension-changed": {
    ...pg,
    bad: "ALTER EXTENSION postgis UPDATE;",
    good: "CREATE EXTENSION IF NOT EXISTS citext;",
  },
  "rows-rewritten": {
    ...lite,
    bad: "ALTER TABLE users DROP COLUMN age;",
    good: "ALTER TABLE users ADD COLUMN city text;",
  },
  "foreign-keys-pragma": {
    ...lite,
    bad: "PRAGMA foreign_keys = OFF;",
    good: "PRAGMA foreign_keys = OFF;\nDROP TABLE users;\nPRAGMA foreign_keys = ON;",
  },
  "renamed-before-rebuild": {
    ...lite,
    bad: "ALTER TABLE users RENAME TO old_users;\nCREATE TABLE users (id integer PRIMARY KEY, email text NOT NULL);\nINSERT INTO users SELECT id, email FROM old_users;\nDROP TABLE old_users;",
    good: "CREATE TABLE new_users (id integer PRIMARY KEY, email text NOT NULL);\nINSERT INTO new_users SELECT id, email FROM users;\nDROP TABLE users;\nALTER TABLE new_users RENAME TO users;",
  },
  "rebuild-by-hand": {
    ...lite,
    setup: `${users} CREATE INDEX users_email ON users (email);`,
    bad: "CREATE TABLE new_users (id integer PRIMARY KEY, email text NOT NULL);\nINSERT INTO new_users SELECT id, email FROM users;\nDROP TABLE users;\nALTER TABLE new_users RENAME TO users;",
    good: "CREATE TABLE new_users (id integer PRIMARY KEY, email text NOT NULL);\nINSERT INTO new_users SELECT id, email FROM users;\nDROP TABLE users;\nALTER TABLE new_users RENAME TO users;\nCREATE INDEX users_email ON users (email);",
  },
  "unknown-type": {
    ...lite,
    bad: "CREATE TABLE points (id integer PRIMARY KEY, number integr);",
    good: "CREATE TABLE points (id integer PRIMARY KEY, number integer);",
  },
  "refused-add-column": {
    ...lite,
    bad: "ALTER TABLE users ADD COLUMN seen text DEFAULT CURRENT_TIMESTAMP;",
    good: "ALTER TABLE users ADD COLUMN seen text;",
  },
  "refused-drop-column": {
    ...lite,
    setup: `${users} CREATE INDEX users_email ON users (email);`,
    bad: "ALTER TABLE users DROP COLUMN email;",
    good: "DROP INDEX users_email;\nALTER TABLE users DROP COLUMN email;",
  },
  "newer-sqlite": {
    ...lite,
    bad: "ALTER TABLE users ALTER COLUMN email SET NOT NULL;",
    good: "ALTER TABLE users RENAME COLUMN email TO mail;",
  },
  "text-in-double-quotes": {
    ...lite,
    bad: 'ALTER TABLE users ADD COLUMN role text DEFAULT "member";',
    good: "ALTER TABLE users ADD COLUMN role text DEFAULT 'member';",
  },
  "table-not-strict": {
    ...lite,
    bad: "CREATE TABLE notes (id integer PRIMARY KEY);",
    good: "CREATE TABLE notes (id integer PRIMARY KEY) STRICT;",
  },
};
