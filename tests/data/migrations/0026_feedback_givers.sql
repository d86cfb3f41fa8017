-- A thumb under an answer, with what tells another of the same person under it.
INSERT INTO feedback_event (reaction, rule, region, helpful, counted_at, giver) VALUES ('$prov-tumme-igen', 'vgr.kursarrangor', 'vgr', TRUE, 1773148803000, 'p-000000000000000000000000');
