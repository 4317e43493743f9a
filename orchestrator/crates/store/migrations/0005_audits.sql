-- Results that a verifier was drawn to run again before they are paid.

CREATE TABLE audits (
    task         BIGINT PRIMARY KEY REFERENCES tasks,
    auditor      TEXT NOT NULL,
    until        BIGINT NOT NULL,
    -- What it found; none as long as it has said nothing.
    opinion      JSONB,
    contradicted BOOLEAN NOT NULL DEFAULT false
);
