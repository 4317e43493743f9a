-- Whose tasks a module's last runs went wrong on: each requester counts once, so that none can have a module put into quarantine alone.

ALTER TABLE module_faults ADD COLUMN requesters TEXT[] NOT NULL DEFAULT '{}';
