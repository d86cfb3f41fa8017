-- A choice among what the sample question was answered with.
INSERT INTO choice (event, question, made_at) VALUES ('$prov-val', '$prov-fråga', 1773148803000);
