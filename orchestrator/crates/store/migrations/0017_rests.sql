-- What the chain refuses only for now (a proxy was taken away, a call is paused) is signed again, but not at once: how often that was,
-- and from which height on it may be signed again.
ALTER TABLE outbox ADD COLUMN refusals INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN not_before BIGINT NOT NULL DEFAULT 0;

-- Content that was added here and is kept by a Kubo node as well. No projection: what was added is on no chain.
CREATE TABLE mirrored (
    cid        TEXT PRIMARY KEY,
    state      TEXT NOT NULL DEFAULT 'wanted' CHECK (state IN ('wanted', 'kept', 'unwanted')),
    needed_at  TIMESTAMPTZ NOT NULL DEFAULT now(),
    failures   INTEGER NOT NULL DEFAULT 0,
    not_before TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE INDEX mirrored_due ON mirrored (not_before, cid) WHERE state <> 'kept';
CREATE INDEX mirrored_needed ON mirrored (needed_at) WHERE state <> 'unwanted';
