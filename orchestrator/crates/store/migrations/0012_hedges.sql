-- A job that takes its holder long may be run by another worker as well, once: the hedge, with a lease of its own.

-- Takes as long as there are rows.
SET LOCAL statement_timeout = 0;

ALTER TABLE jobs ADD COLUMN hedge_owner UUID;
ALTER TABLE jobs ADD COLUMN hedge_until TIMESTAMPTZ;
-- Whether it ever had a hedge.
ALTER TABLE jobs ADD COLUMN hedged BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE jobs ADD CONSTRAINT jobs_hedge_has_a_lease CHECK ((hedge_owner IS NULL) = (hedge_until IS NULL));
ALTER TABLE jobs ADD CONSTRAINT jobs_hedge_is_another_than_the_holder CHECK
    (hedge_owner IS NULL OR (state = 'leased' AND hedge_owner <> lease_owner AND hedged));
