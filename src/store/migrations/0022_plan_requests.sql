-- Who has asked to share whose plan, as what, and has no answer yet.
CREATE TABLE plan_request (
    owner TEXT NOT NULL,
    other TEXT NOT NULL,
    role TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (owner, other)
);
CREATE INDEX plan_request_other ON plan_request (other);
