-- Rows as the version that knows roles writes them.
INSERT INTO meta (key, value) VALUES ('pseudonym_salt', '00');
INSERT INTO person (person, direct_room, changed_at, document) VALUES ('@prov-lista:localhost', NULL, 1773148802000, '{"user":"@prov-lista:localhost","region":"kronoberg","introduced":false,"english":false,"role":"handledare","st_start":null,"zone":null,"leads":null,"direct_room":null,"tags":["Växjö"],"announcements_off":false,"imported":true}');
INSERT INTO granted_role (person, office, region, granted_by, granted_at) VALUES ('@prov-sr:localhost', 'studierektor', 'vgr', 'operator', 1773148802000);
INSERT INTO announcements_off (person_hash, since) VALUES ('p-000102030405060708090a0b', 1773148802000);
INSERT INTO audit (id, done_at, done_by, act, person, subject, regions, affected) VALUES ('prov-logg.0', 1773148802000, 'operator', 'granted', '@prov-sr:localhost', 'studierektor', 'vgr', NULL);
