-- A supervisor who asks to share the plan of the person with the sample rows.
INSERT INTO plan_request (owner, other, role, changed_at) VALUES ('@prov:localhost', '@prov-handledare:localhost', 'handledare', 1773148804000);
