-- Plans of ST: a person's dates, placements and ticks as a JSON document. Of leave it holds dates alone.
CREATE TABLE plan (
    person TEXT NOT NULL PRIMARY KEY,
    changed_at BIGINT NOT NULL,
    document TEXT NOT NULL
);

-- Who shares whose plan, as what; not accepted: they were asked and have not answered.
CREATE TABLE plan_share (
    owner TEXT NOT NULL,
    other TEXT NOT NULL,
    role TEXT NOT NULL,
    accepted BOOLEAN NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (owner, other)
);
CREATE INDEX plan_share_other ON plan_share (other);

-- Duties for a new ST doctor that a handledare, verksamhetschef, studierektor or HR has ticked off.
CREATE TABLE duty (
    person TEXT NOT NULL,
    doctor TEXT NOT NULL,
    role TEXT NOT NULL,
    done TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (person, doctor, role)
);
