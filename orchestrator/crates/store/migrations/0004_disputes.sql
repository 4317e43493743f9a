-- Auctions of other kinds, parts of tasks, disputes, and what we found ourselves.

ALTER TABLE tasks DROP CONSTRAINT tasks_status_check;
ALTER TABLE tasks ADD CONSTRAINT tasks_status_check CHECK (status IN
    ('scheduled', 'offered', 'bidding', 'matched', 'running', 'verifying', 'disputed', 'finalized', 'cancelled'));
ALTER TABLE tasks ADD COLUMN verification JSONB NOT NULL DEFAULT '{"mode": "deterministic"}';
ALTER TABLE tasks ADD COLUMN priority SMALLINT NOT NULL DEFAULT 5;
ALTER TABLE tasks ADD COLUMN parent BIGINT;
ALTER TABLE tasks ADD COLUMN delegable NUMERIC(39) NOT NULL DEFAULT 0;
ALTER TABLE tasks ADD COLUMN mandate BYTEA;

ALTER TABLE agents DROP CONSTRAINT agents_availability_check;
ALTER TABLE agents ADD CONSTRAINT agents_availability_check
    CHECK (availability IN ('active', 'paused', 'retired', 'jailed', 'removed'));

ALTER TABLE agents ADD COLUMN disputed BIGINT NOT NULL DEFAULT 0;

CREATE TABLE disputes (
    task          BIGINT PRIMARY KEY REFERENCES tasks,
    challenger    TEXT NOT NULL,
    bond          NUMERIC(39) NOT NULL,
    round         SMALLINT NOT NULL DEFAULT 0,
    stage         TEXT NOT NULL CHECK (stage IN
        ('drawing', 'committing', 'revealing', 'appealable', 'evaluating', 'court', 'settled')),
    until         BIGINT,
    receipt_shown BOOLEAN NOT NULL DEFAULT false,
    verdict       TEXT CHECK (verdict IN ('agent', 'challenger')),
    ruling        TEXT CHECK (ruling IN ('agent', 'challenger', 'undecided')),
    opened_at     BIGINT NOT NULL,
    changed_at    BIGINT NOT NULL
);
CREATE INDEX disputes_open ON disputes (stage) WHERE stage <> 'settled';

-- Who was drawn to vote, in the order of the draw, and how far each vote is.
CREATE TABLE committee_members (
    task      BIGINT NOT NULL REFERENCES disputes,
    round     SMALLINT NOT NULL,
    who       TEXT NOT NULL,
    seat      SMALLINT NOT NULL,
    committed BOOLEAN NOT NULL DEFAULT false,
    opinion   JSONB,
    PRIMARY KEY (task, round, who)
);
CREATE INDEX committee_members_by_account ON committee_members (who);

-- What running a task's module again gave here.
CREATE TABLE findings (
    task     BIGINT PRIMARY KEY REFERENCES tasks,
    opinion  BYTEA NOT NULL,
    found_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

-- What we bound ourselves to; without the salt a vote can never be shown.
CREATE TABLE votes (
    task    BIGINT NOT NULL REFERENCES disputes,
    round   SMALLINT NOT NULL,
    voter   TEXT NOT NULL,
    opinion BYTEA NOT NULL,
    salt    BYTEA NOT NULL CHECK (length(salt) = 32),
    PRIMARY KEY (task, round, voter)
);
