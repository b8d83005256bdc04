-- Columns for what the next migrations find out, and when a contact was last touched
-- migrate:up
ALTER TABLE contacts ADD COLUMN phone_e164 TEXT;
ALTER TABLE contacts ADD COLUMN email_normalized TEXT;
ALTER TABLE contacts ADD COLUMN updated_at TEXT;

-- migrate:batch table:contacts
UPDATE contacts SET updated_at = created_at WHERE :chunk;

-- migrate:verify every contact says when it was touched
SELECT id FROM contacts WHERE updated_at IS NULL;

-- migrate:down
ALTER TABLE contacts DROP COLUMN updated_at;
ALTER TABLE contacts DROP COLUMN email_normalized;
ALTER TABLE contacts DROP COLUMN phone_e164;
