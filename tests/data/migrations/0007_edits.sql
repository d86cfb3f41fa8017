-- Rows as the seventh version writes them: an edit of the sample question.
INSERT INTO edit (event, original, handled_at) VALUES ('$prov-ändring', '$prov-fråga', 1773148802000);
