-- Who writes what other processes wait for tells them, once the transaction holds. What was not heard is seen by the clock.

CREATE FUNCTION ring() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- The same signal several times in one transaction is one.
    PERFORM pg_notify('ainur', '');
    RETURN NULL;
END $$;

CREATE TRIGGER ring AFTER INSERT ON blocks FOR EACH ROW EXECUTE FUNCTION ring();
CREATE TRIGGER ring AFTER INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION ring();
CREATE TRIGGER ring AFTER INSERT ON jobs FOR EACH ROW EXECUTE FUNCTION ring();
-- Given back by a worker that ends, or replayed by the operator.
CREATE TRIGGER ring_again AFTER UPDATE OF state ON jobs FOR EACH ROW
    WHEN (NEW.state = 'queued' AND OLD.state <> 'queued') EXECUTE FUNCTION ring();
