-- Which handled event is an edit of which message, so that the removal of an edit alone is understood: ids, no texts.
CREATE TABLE edit (
    event TEXT NOT NULL PRIMARY KEY,
    original TEXT NOT NULL,
    handled_at BIGINT NOT NULL
);
CREATE INDEX edit_handled_at ON edit (handled_at);
