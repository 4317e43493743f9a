-- The job whose turn it is comes first in this index: without its second column, all that are open would be sorted for each lease.
DROP INDEX jobs_open;
CREATE INDEX jobs_open ON jobs (turn, task) WHERE state IN ('queued', 'leased');
