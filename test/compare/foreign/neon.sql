CREATE SCHEMA neon_auth;
CREATE TABLE neon_auth.users_sync (
  raw_json jsonb NOT NULL,
  id text GENERATED ALWAYS AS (raw_json ->> 'id') STORED PRIMARY KEY,
  name text GENERATED ALWAYS AS (raw_json ->> 'display_name') STORED,
  email text GENERATED ALWAYS AS (raw_json ->> 'primary_email') STORED,
  created_at timestamptz,
  deleted_at timestamptz,
  updated_at timestamptz
);
CREATE INDEX users_sync_deleted_at_idx ON neon_auth.users_sync (deleted_at);
CREATE SCHEMA auth;
CREATE FUNCTION auth.user_id() RETURNS text LANGUAGE sql STABLE AS $$ SELECT current_setting('request.jwt.claims', true) $$;
CREATE TABLE todos (id integer PRIMARY KEY, owner text NOT NULL REFERENCES neon_auth.users_sync);
