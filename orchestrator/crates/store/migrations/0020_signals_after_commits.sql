-- Signals are sent after the commit, by the processes themselves: transactions that notify are committed one after the other, and none
-- waits for the disk together with others.
DROP TRIGGER ring ON blocks;
DROP TRIGGER ring ON outbox;
DROP TRIGGER ring ON jobs;
DROP TRIGGER ring_again ON jobs;
DROP FUNCTION ring();
