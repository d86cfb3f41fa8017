-- Which event chose among what an earlier question was answered with (a tap on a number, the number typed), so that
-- what it brought goes with that question: ids, no texts.
CREATE TABLE choice (
    event TEXT NOT NULL PRIMARY KEY,
    question TEXT NOT NULL,
    made_at BIGINT NOT NULL
);
CREATE INDEX choice_question ON choice (question);
CREATE INDEX choice_made_at ON choice (made_at);
