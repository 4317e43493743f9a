-- The events in partitions by height: each has indices of its own, and can be vacuumed, moved or dropped by itself.

-- Takes as long as there are rows.
SET LOCAL statement_timeout = 0;

ALTER TABLE events RENAME TO events_from_0;
ALTER TABLE events_from_0 RENAME CONSTRAINT events_pkey TO events_from_0_pkey;

CREATE TABLE events (
    height BIGINT NOT NULL REFERENCES blocks,
    idx    INTEGER NOT NULL,
    pallet TEXT NOT NULL,
    name   TEXT NOT NULL,
    fields JSONB NOT NULL,
    PRIMARY KEY (height, idx)
) PARTITION BY RANGE (height);

-- Where each partition ends, and with that where the next one begins.
CREATE TABLE event_partitions (
    until BIGINT PRIMARY KEY
);

-- What there is becomes the first one as it stands.
DO $$
DECLARE
    bound BIGINT := ((SELECT coalesce(max(height), 0) FROM events_from_0) / 1000000 + 1) * 1000000;
BEGIN
    EXECUTE format('ALTER TABLE events ATTACH PARTITION events_from_0 FOR VALUES FROM (0) TO (%s)', bound);
    INSERT INTO event_partitions VALUES (bound);
END $$;
