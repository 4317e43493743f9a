-- Delivered work that batches of ours have passed over: how often that was, and when last. It is left alone for a while, longer each
-- time. No projection: what became of our own batches is learnt but once.

CREATE TABLE settle_rests (
    task       BIGINT PRIMARY KEY REFERENCES tasks,
    skipped    INTEGER NOT NULL,
    skipped_at BIGINT NOT NULL
);
