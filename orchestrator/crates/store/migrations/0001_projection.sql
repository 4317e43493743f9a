-- The finalised chain, block by block, and what it says of agents and tasks.

CREATE TABLE blocks (
    height       BIGINT PRIMARY KEY,
    hash         BYTEA NOT NULL UNIQUE CHECK (length(hash) = 32),
    parent_hash  BYTEA NOT NULL CHECK (length(parent_hash) = 32),
    timestamp_ms BIGINT NOT NULL,
    indexed_at   TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE TABLE events (
    height BIGINT NOT NULL REFERENCES blocks,
    idx    INTEGER NOT NULL,
    pallet TEXT NOT NULL,
    name   TEXT NOT NULL,
    fields JSONB NOT NULL,
    PRIMARY KEY (height, idx)
);

CREATE TABLE agents (
    id              BIGINT PRIMARY KEY,
    slug            TEXT NOT NULL,
    owner           TEXT NOT NULL,
    operator        TEXT,
    manifest        TEXT NOT NULL,
    capabilities    TEXT[] NOT NULL,
    price           NUMERIC(39) NOT NULL,
    module          TEXT,
    module_hash     BYTEA,
    endpoint        TEXT,
    concurrency     INTEGER NOT NULL,
    availability    TEXT NOT NULL CHECK (availability IN ('active', 'paused', 'retired', 'removed')),
    stake           NUMERIC(39) NOT NULL,
    completed       BIGINT NOT NULL DEFAULT 0,
    failed          BIGINT NOT NULL DEFAULT 0,
    value_delivered NUMERIC(39) NOT NULL DEFAULT 0,
    score           BIGINT NOT NULL DEFAULT 0,
    trust           BIGINT NOT NULL DEFAULT 500000000,
    registered_at   BIGINT NOT NULL,
    CHECK ((module IS NULL) = (module_hash IS NULL)),
    CHECK ((module IS NULL) <> (endpoint IS NULL))
);
CREATE INDEX agents_by_operator ON agents (operator) WHERE availability = 'active';
CREATE INDEX agents_by_capability ON agents USING gin (capabilities);
CREATE INDEX agents_by_slug ON agents (slug);

CREATE TABLE tasks (
    id             BIGINT PRIMARY KEY,
    requester      TEXT NOT NULL,
    client_key     BYTEA NOT NULL CHECK (length(client_key) = 32),
    title          TEXT NOT NULL,
    description    TEXT,
    input          TEXT NOT NULL,
    input_hash     BYTEA NOT NULL CHECK (length(input_hash) = 32),
    capabilities   TEXT[] NOT NULL,
    budget         NUMERIC(39) NOT NULL,
    hiring         JSONB NOT NULL,
    min_reputation NUMERIC(20) NOT NULL,
    min_stake      NUMERIC(39) NOT NULL,
    max_duration   BIGINT NOT NULL,
    deadline       BIGINT NOT NULL,
    status         TEXT NOT NULL CHECK (status IN
        ('scheduled', 'offered', 'bidding', 'matched', 'running', 'verifying', 'finalized', 'cancelled')),
    clock          BIGINT,
    agent          BIGINT,
    price          NUMERIC(39),
    duration       BIGINT,
    module_hash    BYTEA,
    started_at     BIGINT,
    output         TEXT,
    output_hash    BYTEA,
    receipt_hash   BYTEA,
    settlement     JSONB,
    cancel_reason  JSONB,
    let_down_by    BIGINT,
    created_at     BIGINT NOT NULL,
    changed_at     BIGINT NOT NULL,
    pruned         BOOLEAN NOT NULL DEFAULT false
);
CREATE INDEX tasks_by_status ON tasks (status, clock);
CREATE INDEX tasks_by_requester ON tasks (requester, id);
CREATE INDEX tasks_by_agent ON tasks (agent, id);

CREATE TABLE task_transitions (
    task   BIGINT NOT NULL REFERENCES tasks,
    height BIGINT NOT NULL,
    idx    INTEGER NOT NULL,
    status TEXT NOT NULL,
    PRIMARY KEY (task, height, idx)
);

CREATE TABLE bids (
    task      BIGINT NOT NULL REFERENCES tasks,
    agent     BIGINT NOT NULL,
    price     NUMERIC(39) NOT NULL,
    duration  BIGINT NOT NULL,
    placed_at BIGINT NOT NULL,
    status    TEXT NOT NULL CHECK (status IN ('standing', 'withdrawn', 'evicted', 'won', 'lost')),
    PRIMARY KEY (task, agent)
);
