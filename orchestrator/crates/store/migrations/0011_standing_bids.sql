-- An agent that rests takes its bids back: which of them stand is asked with every block, and few of all there ever were do.

CREATE INDEX bids_standing ON bids (agent) WHERE status = 'standing';
