-- Delivered work that settlements pass over: how often that was, and when last. It is left alone for a while, longer each time.

ALTER TABLE tasks ADD COLUMN skipped INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tasks ADD COLUMN skipped_at BIGINT;
