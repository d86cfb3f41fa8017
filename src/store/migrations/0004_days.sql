-- ST days and who comes to them. A day's document holds what it is; ask_at is set only where those
-- who have not answered will be asked once more.
CREATE TABLE st_day (
    id TEXT NOT NULL PRIMARY KEY,
    author TEXT NOT NULL,
    announcement TEXT,
    ends_at BIGINT NOT NULL,
    ask_at BIGINT,
    limited BOOLEAN NOT NULL,
    changed_at BIGINT NOT NULL,
    document TEXT NOT NULL
);
CREATE INDEX st_day_ends ON st_day (ends_at);
CREATE INDEX st_day_ask ON st_day (ask_at) WHERE ask_at IS NOT NULL;
CREATE INDEX st_day_announcement ON st_day (announcement) WHERE announcement IS NOT NULL;

-- Answers: yes, no, maybe. Waiting: yes, but there was no seat; since is the place in that queue.
CREATE TABLE attendance (
    day TEXT NOT NULL,
    person TEXT NOT NULL,
    name TEXT,
    answer TEXT NOT NULL,
    waiting BOOLEAN NOT NULL,
    since BIGINT NOT NULL,
    english BOOLEAN NOT NULL,
    event TEXT NOT NULL,
    PRIMARY KEY (day, person)
);
CREATE INDEX attendance_person ON attendance (person);

-- Reminders that were made from an ST day move with it.
ALTER TABLE reminder ADD COLUMN day TEXT;
CREATE INDEX reminder_day ON reminder (day) WHERE day IS NOT NULL;
