-- what a unit pays
--
-- revision: 2b7e1f3cad48
-- down-revision: 1a6f0e2b9c37
-- created: 2024-02-15T09:00:00Z

-- upgrade
ALTER TABLE units ADD COLUMN pay_amount double precision NOT NULL DEFAULT 0;

-- upgrade:sqlite
ALTER TABLE units ADD COLUMN pay_amount real NOT NULL DEFAULT 0;

-- downgrade
ALTER TABLE units DROP COLUMN pay_amount;
