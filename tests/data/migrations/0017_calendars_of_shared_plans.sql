-- A share whose calendar is remembered.
UPDATE plan_share SET calendar = '{"sr-avstamning-1":{"sequence":1,"summary":"SR-avstämning 1 (@prov:localhost)","from":"2026-06-01","to":"2026-08-31","cancelled":false}}' WHERE other = '@prov-lista:localhost';
