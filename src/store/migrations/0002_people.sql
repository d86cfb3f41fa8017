-- Powers that admins have given, beside those of the settings. The region is empty for an admin.
CREATE TABLE granted_role (
    person TEXT NOT NULL,
    office TEXT NOT NULL,
    region TEXT NOT NULL,
    granted_by TEXT NOT NULL,
    granted_at BIGINT NOT NULL,
    PRIMARY KEY (person, office, region)
);
CREATE INDEX granted_role_by ON granted_role (granted_by);

-- Who takes no announcements, as a salted hash of the user id: it outlasts the person being
-- forgotten, and says nothing about who it was.
CREATE TABLE announcements_off (
    person_hash TEXT NOT NULL PRIMARY KEY,
    since BIGINT NOT NULL
);

-- Who did what, when, to how many. "done_by" and "person" hold a pseudonym once that person is
-- forgotten. Regions are separated by commas.
CREATE TABLE audit (
    id TEXT NOT NULL PRIMARY KEY,
    done_at BIGINT NOT NULL,
    done_by TEXT NOT NULL,
    act TEXT NOT NULL,
    person TEXT,
    subject TEXT,
    regions TEXT NOT NULL,
    affected BIGINT
);
CREATE INDEX audit_time ON audit (done_at);
CREATE INDEX audit_by ON audit (done_by);
CREATE INDEX audit_person ON audit (person) WHERE person IS NOT NULL;
