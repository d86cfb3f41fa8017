-- Who set a reminder for somebody else, and whether its message reached nobody.
ALTER TABLE reminder ADD COLUMN set_by TEXT;
ALTER TABLE reminder ADD COLUMN undelivered BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX reminder_set_by ON reminder (set_by) WHERE set_by IS NOT NULL;
CREATE INDEX reminder_undelivered ON reminder (id) WHERE undelivered;
