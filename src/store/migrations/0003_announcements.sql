-- Announcements, each a JSON document. next_at is set where time has to be looked after.
CREATE TABLE announcement (
    id TEXT NOT NULL PRIMARY KEY,
    author TEXT NOT NULL,
    state TEXT NOT NULL,
    next_at BIGINT,
    started_at BIGINT,
    changed_at BIGINT NOT NULL,
    document TEXT NOT NULL
);
CREATE INDEX announcement_author ON announcement (author, changed_at);
CREATE INDEX announcement_due ON announcement (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX announcement_started ON announcement (started_at) WHERE started_at IS NOT NULL;

-- Who gets a copy: a user id (or a pseudonym, once forgotten) or a room id. What became of it stands in
-- the row of the outbox.
CREATE TABLE delivery (
    announcement TEXT NOT NULL,
    recipient TEXT NOT NULL,
    outbox TEXT NOT NULL,
    read_at BIGINT,
    PRIMARY KEY (announcement, recipient)
);
CREATE UNIQUE INDEX delivery_outbox ON delivery (outbox);
CREATE INDEX delivery_recipient ON delivery (recipient);

-- Reactions that say "I have read it".
CREATE TABLE acknowledgement (
    reaction TEXT NOT NULL PRIMARY KEY,
    announcement TEXT NOT NULL,
    person TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX acknowledgement_announcement ON acknowledgement (announcement, person);
CREATE INDEX acknowledgement_person ON acknowledgement (person);

-- Files that many messages refer to. "plain" and "encrypted" say where it lies on the homeserver, for
-- rooms of either kind, once it was uploaded for them. "content" is Base64, where it is her own.
CREATE TABLE shared_file (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    mime TEXT NOT NULL,
    size BIGINT NOT NULL,
    content TEXT,
    plain TEXT,
    encrypted TEXT,
    kept_at BIGINT NOT NULL
);
