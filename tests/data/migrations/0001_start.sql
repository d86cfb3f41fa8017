-- Rows as the first version writes them.
INSERT INTO meta (key, value) VALUES ('first_start', '1773148800000'), ('sync_token', 's1_2_3'), ('account', '@stina:localhost'), ('inbox_horizon', '1770000000000');
INSERT INTO lease (account, holder, epoch, until) VALUES ('@stina:localhost', 'maskin:stina', 4, 1773148860000);
INSERT INTO inbox (event, room, sent_at, handled_at, settled, reason) VALUES
    ('$prov-fråga', '!rum:localhost', 1773148801000, 1773148802000, TRUE, NULL),
    ('$prov-fel', '!rum:localhost', 1773148803000, 1773148804000, FALSE, 'the database does not take this data');
INSERT INTO outbox (id, sequence, state, kind, priority, lane, target_room, target_person, person, content, refers, answers, about, not_before, attempts, reason, event, sent_room, standing, created_at, changed_at) VALUES
    ('prov.0', 1, 'sent', 'text', 0, '!rum:localhost', '!rum:localhost', NULL, '@prov:localhost', '{"Text":{"plain":"Svaret.","html":"<p>Svaret.</p>","ping":false,"mentions":[],"reply_to":"$prov-fråga","thread":null}}', NULL, '$prov-fråga', '{"Answer":{"rules":["vgr.kursarrangor"]}}', 0, 0, NULL, '$prov-svar', '!rum:localhost', TRUE, 1773148802000, 1773148803000),
    ('prov.1', 2, 'pending', 'text', 0, '!prov-direkt:localhost', NULL, '@prov:localhost', '@prov:localhost', '{"Text":{"plain":"Det väntande svaret.","html":null,"ping":true,"mentions":["@prov:localhost"],"reply_to":null,"thread":null}}', NULL, NULL, NULL, 0, 2, 'HTTP 502', NULL, NULL, TRUE, 1773148802000, 1773148803000),
    ('prov.1.0', 3, 'waiting', 'button', 2, '!prov-direkt:localhost', NULL, '@prov:localhost', '@prov:localhost', '{"Button":{"of":"prov.1","key":"✅"}}', 'prov.1', NULL, NULL, 0, 0, NULL, NULL, NULL, TRUE, 1773148802000, 1773148802000),
    ('prov.2', 4, 'parked', 'react', 0, '!rum:localhost', '!rum:localhost', NULL, '@prov:localhost', '{"React":{"to":"$prov-fråga","key":"👍"}}', NULL, NULL, NULL, 0, 1, 'M_FORBIDDEN', NULL, NULL, TRUE, 1773148802000, 1773148803000),
    ('prov.3', 5, 'stopped', 'redact', 0, '!rum:localhost', '!rum:localhost', NULL, '@prov:localhost', '{"Redact":{"of":"prov.9"}}', 'prov.9', NULL, NULL, 0, 0, NULL, NULL, NULL, TRUE, 1773148802000, 1773148802000),
    ('prov.4', 6, 'sent', 'echo', 0, '', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, '$prov-eko', NULL, TRUE, 1773148802000, 1773148802000);
INSERT INTO person (person, direct_room, changed_at, document) VALUES ('@prov:localhost', '!prov-direkt:localhost', 1773148802000, '{"user":"@prov:localhost","region":"vgr","introduced":true,"english":false,"role":"st","st_start":"2024-09-01","zone":null,"leads":["P2D"],"direct_room":"!prov-direkt:localhost"}');
INSERT INTO dialogue (person, room, changed_at, document) VALUES ('@prov:localhost', '!rum:localhost', 1773148802000, '{"last_rule":"vgr.kursarrangor","last_at":"2026-03-10T13:20:00Z","pending":null,"listed":["prov-minne"],"last_reminder":"prov-minne","undo":[],"unreadable_told":null}');
INSERT INTO pace (key, since, count, quiet_until) VALUES ('@prov:localhost', 1773148802000, 3, 0);
INSERT INTO reminder (id, person, room, event, active, next_at, changed_at, fault, document) VALUES
    ('prov-minne', '@prov:localhost', '!rum:localhost', '$prov-fråga', TRUE, 1775628000000, 1773148802000, NULL, '{"id":"prov-minne","person":"@prov:localhost","room":"!rum:localhost","shared":false,"event":"$prov-fråga","subject":"avbokning av dermakursen","due":"2026-04-15","recurrence":null,"leads":["P7D","P0D"],"deadline":true,"zone":"Europe/Stockholm","english":false,"next_at":"2026-04-08T06:00:00Z","next_lead":"P7D","active":true,"created_at":"2026-03-10T13:20:02Z","sequence":0}');
INSERT INTO feedback (rule, region, helpful, unhelpful) VALUES ('vgr.kursarrangor', 'vgr', 3, 1);
INSERT INTO feedback_event (reaction, rule, region, helpful, counted_at) VALUES ('$prov-tumme', 'vgr.kursarrangor', 'vgr', TRUE, 1773148802000);
INSERT INTO question (event, text, region, asked_at) VALUES ('$prov-fråga', 'får jag ta med hunden?', 'vgr', 1773148802000);
INSERT INTO undecrypted (event, room, sender, sent_at, since, told) VALUES ('$prov-oläst', '!rum:localhost', '@prov:localhost', 1773148802000, 1773148803000, FALSE);
INSERT INTO left_room (room, left_at) VALUES ('!prov-gammalt:localhost', 1773148802000);
