-- tasks and their units
--
-- revision: 1a6f0e2b9c37
-- down-revision:
-- created: 2024-01-01T09:00:00Z

-- upgrade:sqlite
CREATE TABLE tasks (
  id integer PRIMARY KEY NOT NULL,
  name text NOT NULL,
  created_at text NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE units (
  id integer PRIMARY KEY NOT NULL,
  task_id integer NOT NULL REFERENCES tasks (id),
  worker text,
  status text NOT NULL DEFAULT 'created'
);
CREATE INDEX units_task_id_idx ON units (task_id);

-- upgrade:postgresql
CREATE TABLE tasks (
  id serial PRIMARY KEY,
  name text NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE units (
  id serial PRIMARY KEY,
  task_id integer NOT NULL REFERENCES tasks (id),
  worker text,
  status text NOT NULL DEFAULT 'created'
);
CREATE INDEX units_task_id_idx ON units (task_id);

-- downgrade
DROP TABLE units;
DROP TABLE tasks;
