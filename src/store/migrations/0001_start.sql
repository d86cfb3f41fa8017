-- The first schema, the same on SQLite and PostgreSQL: TEXT ids made by us, BIGINT milliseconds
-- since 1970 UTC, BOOLEAN, JSON as TEXT.

-- Single values: the sync token, when the database was made, which account it serves.
CREATE TABLE meta (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

-- Which process serves the account. The epoch grows with every change of hands.
CREATE TABLE lease (
    account TEXT NOT NULL PRIMARY KEY,
    holder TEXT NOT NULL,
    epoch BIGINT NOT NULL,
    until BIGINT NOT NULL
);

-- The events that were handled, by id alone. Settled are those whose batch is finished, so that
-- they lie before the sync token. An event with a reason was set aside instead of handled.
CREATE TABLE inbox (
    event TEXT NOT NULL PRIMARY KEY,
    room TEXT NOT NULL,
    sent_at BIGINT NOT NULL,
    handled_at BIGINT NOT NULL,
    settled BOOLEAN NOT NULL,
    reason TEXT
);
CREATE INDEX inbox_unsettled ON inbox (event) WHERE NOT settled;
CREATE INDEX inbox_room ON inbox (room, sent_at);

-- What is said. State: pending (to be sent), waiting (for the row it refers to), sent, parked
-- (cannot be sent), stopped (need not be sent). Kind "echo": known only from the homeserver.
CREATE TABLE outbox (
    id TEXT NOT NULL PRIMARY KEY,
    sequence BIGINT NOT NULL,
    state TEXT NOT NULL,
    kind TEXT NOT NULL,
    priority BIGINT NOT NULL,
    lane TEXT NOT NULL,
    target_room TEXT,
    target_person TEXT,
    person TEXT,
    content TEXT,
    refers TEXT,
    answers TEXT,
    about TEXT,
    not_before BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    reason TEXT,
    event TEXT,
    sent_room TEXT,
    standing BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX outbox_sequence ON outbox (sequence);
CREATE INDEX outbox_ready ON outbox (priority, sequence, not_before) WHERE state = 'pending';
CREATE INDEX outbox_lane ON outbox (lane, priority, sequence) WHERE state = 'pending';
CREATE INDEX outbox_later ON outbox (not_before) WHERE state = 'pending' AND not_before > 0;
CREATE INDEX outbox_refers ON outbox (refers) WHERE refers IS NOT NULL;
CREATE INDEX outbox_event ON outbox (event) WHERE event IS NOT NULL;
CREATE INDEX outbox_answers ON outbox (answers) WHERE answers IS NOT NULL;
CREATE INDEX outbox_person ON outbox (target_person) WHERE target_person IS NOT NULL;

-- People and where the conversations with them stand, each a JSON document.
CREATE TABLE person (
    person TEXT NOT NULL PRIMARY KEY,
    direct_room TEXT,
    changed_at BIGINT NOT NULL,
    document TEXT NOT NULL
);
CREATE INDEX person_room ON person (direct_room) WHERE direct_room IS NOT NULL;
CREATE TABLE dialogue (
    person TEXT NOT NULL,
    room TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (person, room)
);

-- How much a person or room has been writing; times in milliseconds.
CREATE TABLE pace (
    key TEXT NOT NULL PRIMARY KEY,
    since BIGINT NOT NULL,
    count BIGINT NOT NULL,
    quiet_until BIGINT NOT NULL
);

-- Reminders. next_at is set only where a message will come by itself. A row with a fault could not
-- be read or fired, and is left alone until somebody has looked.
CREATE TABLE reminder (
    id TEXT NOT NULL PRIMARY KEY,
    person TEXT NOT NULL,
    room TEXT NOT NULL,
    event TEXT NOT NULL,
    active BOOLEAN NOT NULL,
    next_at BIGINT,
    changed_at BIGINT NOT NULL,
    fault TEXT,
    document TEXT NOT NULL
);
CREATE INDEX reminder_due ON reminder (next_at, id) WHERE next_at IS NOT NULL;
CREATE INDEX reminder_person ON reminder (person);
CREATE INDEX reminder_event ON reminder (event);
CREATE INDEX reminder_room ON reminder (room);

-- Thumbs under answers: counts for good, and for a while which reactions they came from.
CREATE TABLE feedback (
    rule TEXT NOT NULL,
    region TEXT NOT NULL,
    helpful BIGINT NOT NULL,
    unhelpful BIGINT NOT NULL,
    PRIMARY KEY (rule, region)
);
CREATE TABLE feedback_event (
    reaction TEXT NOT NULL,
    rule TEXT NOT NULL,
    region TEXT NOT NULL,
    helpful BOOLEAN NOT NULL,
    counted_at BIGINT NOT NULL,
    PRIMARY KEY (reaction, rule, region)
);

-- Questions that found no answer, without their author.
CREATE TABLE question (
    event TEXT NOT NULL PRIMARY KEY,
    text TEXT NOT NULL,
    region TEXT,
    asked_at BIGINT NOT NULL
);

-- Messages whose keys are missing.
CREATE TABLE undecrypted (
    event TEXT NOT NULL PRIMARY KEY,
    room TEXT NOT NULL,
    sender TEXT NOT NULL,
    sent_at BIGINT NOT NULL,
    since BIGINT NOT NULL,
    told BOOLEAN NOT NULL
);

-- Rooms she is no longer in: nothing is sent there.
CREATE TABLE left_room (
    room TEXT NOT NULL PRIMARY KEY,
    left_at BIGINT NOT NULL
);
