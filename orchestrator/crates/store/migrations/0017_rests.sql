-- What the chain refuses only for now (a proxy was taken away, a call is paused) is signed again, but not at once: how often that was,
-- and from which height on it may be signed again.
ALTER TABLE outbox ADD COLUMN refusals INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN not_before BIGINT NOT NULL DEFAULT 0;
