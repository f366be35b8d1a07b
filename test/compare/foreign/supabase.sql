CREATE SCHEMA auth;
CREATE SCHEMA storage;
CREATE SCHEMA realtime;
CREATE SCHEMA extensions;
CREATE SCHEMA graphql;
CREATE EXTENSION citext SCHEMA extensions;
CREATE EXTENSION pg_trgm SCHEMA extensions;
CREATE EXTENSION hstore SCHEMA public;
CREATE EXTENSION pg_stat_statements SCHEMA public;

CREATE TYPE auth.aal_level AS ENUM ('aal1', 'aal2', 'aal3');
CREATE DOMAIN auth.handle AS text CHECK (VALUE <> '');
CREATE TABLE auth.users (
  instance_id uuid,
  id uuid PRIMARY KEY,
  email varchar(255),
  phone text UNIQUE,
  level auth.aal_level,
  raw_user_meta_data jsonb,
  created_at timestamptz
);
CREATE UNIQUE INDEX users_email_partial_key ON auth.users (email) WHERE email IS NOT NULL;
CREATE TABLE auth.sessions (id uuid PRIMARY KEY, user_id uuid NOT NULL REFERENCES auth.users ON DELETE CASCADE);
CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS $$ SELECT nullif(current_setting('request.jwt.claim.sub', true), '')::uuid $$;
CREATE TABLE storage.buckets (id text PRIMARY KEY, name text NOT NULL);
CREATE TABLE storage.objects (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), bucket_id text REFERENCES storage.buckets, owner uuid);
ALTER TABLE storage.objects ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON storage.objects USING (owner = auth.uid());
CREATE TABLE realtime.messages (id bigserial, topic text NOT NULL, extension text NOT NULL, inserted_at timestamp NOT NULL, PRIMARY KEY (id, inserted_at)) PARTITION BY RANGE (inserted_at);
CREATE TABLE realtime.messages_2026 PARTITION OF realtime.messages FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE VIEW auth.people AS SELECT id, email FROM auth.users;

CREATE TYPE public.held AS ENUM ('one', 'two');
CREATE FUNCTION public.is_held(held) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT $1 = 'one' $$;
CREATE FUNCTION public.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.updated_at = now(); RETURN NEW; END $$;
CREATE FUNCTION public.handle_new_user() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO public.profiles (id) VALUES (NEW.id); RETURN NEW; END $$;
CREATE TABLE public.profiles (
  id uuid PRIMARY KEY REFERENCES auth.users ON DELETE CASCADE,
  username extensions.citext UNIQUE,
  updated_at timestamptz
);
CREATE TRIGGER touched BEFORE UPDATE ON public.profiles FOR EACH ROW EXECUTE FUNCTION public.touch();
CREATE TRIGGER on_auth_user_created AFTER INSERT ON auth.users FOR EACH ROW EXECUTE FUNCTION public.handle_new_user();
ALTER TABLE public.profiles ENABLE ROW LEVEL SECURITY;
CREATE POLICY "Own profile" ON public.profiles USING (id = auth.uid());

CREATE TABLE public.events (id bigint NOT NULL, at timestamptz NOT NULL, kind public.held, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE public.events_2026 PARTITION OF public.events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE TABLE public.animals (id integer PRIMARY KEY, name text);
CREATE TABLE public.dogs (breed text) INHERITS (public.animals);
CREATE UNLOGGED TABLE public.cache (key text PRIMARY KEY, value jsonb);
