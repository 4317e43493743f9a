-- A task that an agent gave up is handed on to another, whose work is another job: which agent a job is for.

-- Takes as long as there are rows.
SET LOCAL statement_timeout = 0;

ALTER TABLE jobs ADD COLUMN agent BIGINT;
-- Nobody has worked yet for who is only hired: that job is of who had the task before.
UPDATE jobs SET agent = CASE WHEN tasks.status IN ('bidding', 'matched') THEN tasks.let_down_by ELSE tasks.agent END
FROM tasks WHERE tasks.id = jobs.task;

-- What the chain is told of a task is told once for each agent that worked on it.
UPDATE outbox SET business_key = outbox.business_key || ':' || told.agent
FROM (SELECT prefix || task AS business_key, agent FROM jobs, (VALUES ('result:'), ('fail:')) AS prefixes (prefix)) AS told
WHERE outbox.business_key = told.business_key AND told.agent IS NOT NULL;
