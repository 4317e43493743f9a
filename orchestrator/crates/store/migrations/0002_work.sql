-- What is on its way to the chain, and what workers have to do.

CREATE TABLE outbox (
    id             UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    sequence       BIGINT GENERATED ALWAYS AS IDENTITY,
    business_key   TEXT NOT NULL UNIQUE,
    signer         TEXT NOT NULL,
    call           BYTEA NOT NULL,
    state          TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'signed', 'finalised', 'failed')),
    nonce          BIGINT,
    expires_at     BIGINT,
    signed_bytes   BYTEA,
    tx_hash        BYTEA,
    attempts       INTEGER NOT NULL DEFAULT 0,
    last_error     TEXT,
    height         BIGINT,
    dispatch_error TEXT,
    created_at     TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at     TIMESTAMPTZ NOT NULL DEFAULT now(),
    -- What failed may never have been signed.
    CHECK (state = 'failed' OR (state = 'queued') = (signed_bytes IS NULL))
);
CREATE INDEX outbox_open ON outbox (signer, sequence) WHERE state IN ('queued', 'signed');
CREATE UNIQUE INDEX outbox_nonces ON outbox (signer, nonce) WHERE state = 'signed';
CREATE INDEX outbox_by_hash ON outbox (tx_hash) WHERE state = 'signed';

CREATE TABLE jobs (
    task        BIGINT PRIMARY KEY REFERENCES tasks,
    state       TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'leased', 'done', 'failed')),
    lease_owner UUID,
    lease_until TIMESTAMPTZ,
    attempts    INTEGER NOT NULL DEFAULT 0,
    receipt     BYTEA,
    logs        TEXT,
    error       TEXT,
    created_at  TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at  TIMESTAMPTZ NOT NULL DEFAULT now(),
    CHECK ((state = 'leased') = (lease_owner IS NOT NULL))
);
CREATE INDEX jobs_open ON jobs (created_at) WHERE state IN ('queued', 'leased');
