-- What the calendar file that somebody got last held of a plan that they share, as JSON by the id of the entry.
ALTER TABLE plan_share ADD COLUMN calendar TEXT;
