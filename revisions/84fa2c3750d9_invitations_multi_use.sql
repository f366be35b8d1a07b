-- let an invitation be used more than once
--
-- revision: 84fa2c3750d9
-- down-revision: 73e91b264fc8
-- created: 2026-03-18T09:00:00Z

-- upgrade
ALTER TABLE invitations ADD COLUMN max_uses integer NOT NULL DEFAULT 1;
ALTER TABLE invitations ADD COLUMN uses integer NOT NULL DEFAULT 0;

-- downgrade
ALTER TABLE invitations DROP COLUMN uses;
ALTER TABLE invitations DROP COLUMN max_uses;
