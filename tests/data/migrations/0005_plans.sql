-- Rows as the first version with plans writes them.
INSERT INTO plan (person, changed_at, document) VALUES
    ('@prov:localhost', 1773148802000, '{"start":"2025-09-01","months":66,"part_time":[{"from":"2025-09-01","percent":80}],"leave":[{"from":"2026-03-01","to":"2026-12-31"}],"placements":[{"number":1,"name":"psykiatri","from":"2027-03-08","to":"2027-05-30"}],"ticks":{"iup":{"done":{"on":"2026-03-10"}},"st-forum":{"skipped":{"reason":"kan det redan"}},"sr-avstamning-1":{"booked":{"at":"2026-08-14T13:00:00"}}},"dark":true}');
INSERT INTO plan_share (owner, other, role, accepted, changed_at) VALUES
    ('@prov:localhost', '@prov-lista:localhost', 'handledare', TRUE, 1773148802000),
    ('@prov-annan:localhost', '@prov:localhost', 'handledare', FALSE, 1773148802000);
INSERT INTO duty (person, doctor, role, done, changed_at) VALUES ('@prov:localhost', 'Kim', 'handledare', '["hl-jour"]', 1773148802000);
