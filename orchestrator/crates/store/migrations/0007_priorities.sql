-- Jobs by urgency and age; jobs that were given up, until somebody looks; the end of what ended long ago.

-- Takes as long as there are rows.
SET LOCAL statement_timeout = 0;

ALTER TABLE jobs DROP CONSTRAINT jobs_state_check;
ALTER TABLE jobs ADD CONSTRAINT jobs_state_check CHECK (state IN ('queued', 'leased', 'done', 'failed', 'dead'));
-- What was given up says why.
ALTER TABLE jobs ADD CONSTRAINT jobs_dead_for_a_reason CHECK (state <> 'dead' OR error IS NOT NULL);

ALTER TABLE jobs ADD COLUMN priority SMALLINT;
-- Jobs are taken in the order of this time. Each point of priority puts it a minute before the time at which the job was queued, so that
-- a job can be overtaken only by those that come soon after it.
ALTER TABLE jobs ADD COLUMN turn TIMESTAMPTZ;
UPDATE jobs SET priority = tasks.priority, turn = jobs.created_at - tasks.priority * interval '1 minute'
FROM tasks WHERE tasks.id = jobs.task;
ALTER TABLE jobs ALTER COLUMN priority SET NOT NULL;
ALTER TABLE jobs ALTER COLUMN turn SET NOT NULL;
-- How often it was taken up again after it had been given up.
ALTER TABLE jobs ADD COLUMN replays INTEGER NOT NULL DEFAULT 0;

DROP INDEX jobs_open;
CREATE INDEX jobs_open ON jobs (turn) WHERE state IN ('queued', 'leased');
CREATE INDEX jobs_by_state ON jobs (state, task);
CREATE INDEX jobs_ended ON jobs (updated_at) WHERE state IN ('done', 'failed', 'dead');
