-- What the reactions of one person under one answer have in common: a hash of both with the database's salt, so that 👍
-- and 👍🏽 count as one. Empty where that is not known. It goes with the reaction's event id.
ALTER TABLE feedback_event ADD COLUMN giver TEXT NOT NULL DEFAULT '';
CREATE INDEX feedback_event_giver ON feedback_event (giver);
