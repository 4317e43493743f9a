-- Modules whose last runs here broke off, ran out of something or took their process with them: how many in a row, and since when such
-- a module is not run any more. No projection: what a run did to its worker is on no chain.

CREATE TABLE module_faults (
    module_hash    BYTEA PRIMARY KEY CHECK (octet_length(module_hash) = 32),
    faults         INTEGER NOT NULL CHECK (faults > 0),
    -- The last of those runs.
    task           BIGINT NOT NULL,
    error          TEXT NOT NULL,
    quarantined_at TIMESTAMPTZ
);
CREATE INDEX module_faults_quarantined ON module_faults (module_hash) WHERE quarantined_at IS NOT NULL;
