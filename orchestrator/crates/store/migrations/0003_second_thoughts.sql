-- An agent may change its module while it is hired: what a task is worked on with is kept with the task.
ALTER TABLE tasks ADD COLUMN module TEXT;
UPDATE tasks SET module = agents.module
FROM agents WHERE agents.id = tasks.agent AND agents.module_hash = tasks.module_hash;

-- A job that failed through no fault of its own is left alone for a while.
ALTER TABLE jobs ADD COLUMN not_before TIMESTAMPTZ NOT NULL DEFAULT now();

CREATE INDEX agents_by_owner ON agents (owner);
DROP INDEX agents_by_operator;
CREATE INDEX agents_by_operator ON agents (operator);

-- What was given up may have got in all the same.
DROP INDEX outbox_by_hash;
CREATE INDEX outbox_by_hash ON outbox (tx_hash) WHERE height IS NULL;

-- A block may close what has no signature any more: one that was taken back and got in all the same.
ALTER TABLE outbox DROP CONSTRAINT outbox_check;
ALTER TABLE outbox ADD CONSTRAINT outbox_signed_or_not CHECK
    (CASE state WHEN 'queued' THEN signed_bytes IS NULL WHEN 'signed' THEN signed_bytes IS NOT NULL ELSE true END);
