-- Keep every phone number in E.164 form
-- migrate:up
ALTER TABLE contacts ADD COLUMN phone_e164 TEXT;
-- migrate:batch table:contacts
UPDATE contacts SET phone_e164 = '+' || replace(phone, '-', '') WHERE phone IS NOT NULL AND :chunk;
-- migrate:verify every phone is normalized
SELECT id FROM contacts WHERE phone IS NOT NULL AND phone_e164 IS NULL;
-- migrate:down
ALTER TABLE contacts DROP COLUMN phone_e164;
