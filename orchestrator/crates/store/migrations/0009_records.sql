-- What an agent's finished tasks and those who paid for them say of it, beyond points and trust: how long its completed tasks took and
-- might have taken, in blocks, and its stars. The chain weighs the stars when it compares bids.

-- Takes as long as there are events.
SET LOCAL statement_timeout = 0;

ALTER TABLE agents ADD COLUMN worked BIGINT NOT NULL DEFAULT 0;
ALTER TABLE agents ADD COLUMN promised BIGINT NOT NULL DEFAULT 0;
ALTER TABLE agents ADD COLUMN ratings BIGINT NOT NULL DEFAULT 0;
ALTER TABLE agents ADD COLUMN stars BIGINT NOT NULL DEFAULT 0;

UPDATE agents SET worked = done.worked, promised = done.promised
FROM (SELECT (fields ->> 'agent')::bigint AS agent,
             sum((fields #>> '{outcome,Completed,duration}')::bigint) AS worked,
             sum((fields #>> '{outcome,Completed,promised}')::bigint) AS promised
      FROM events WHERE pallet = 'Reputation' AND name = 'OutcomeRecorded' AND fields #> '{outcome,Completed}' IS NOT NULL
      GROUP BY 1) AS done
WHERE agents.id = done.agent;

UPDATE agents SET ratings = rated.ratings, stars = rated.stars
FROM (SELECT (fields ->> 'agent')::bigint AS agent, count(*) AS ratings, sum((fields #>> '{rating,stars}')::bigint) AS stars
      FROM events WHERE pallet = 'Reputation' AND name = 'Rated' GROUP BY 1) AS rated
WHERE agents.id = rated.agent;
