-- say `accepted` where it said `approved` or `soft_approved`
--
-- There is no way back from here, since the two became one: this file has no downgrade.
--
-- revision: 3c8f204dbe59
-- down-revision: 2b7e1f3cad48
-- created: 2024-03-20T09:00:00Z

-- upgrade
UPDATE units SET status = 'accepted' WHERE status IN ('approved', 'soft_approved');
