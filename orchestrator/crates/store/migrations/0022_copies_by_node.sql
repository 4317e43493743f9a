-- Which node keeps a copy, by its address: what another node keeps is to be copied again. What was copied before nobody says, so all of it
-- is copied once more.
ALTER TABLE mirrored ADD COLUMN node TEXT;
UPDATE mirrored SET state = 'wanted', not_before = now() WHERE state = 'kept';
