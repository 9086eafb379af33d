INSERT INTO imported (community, key, record, n, tag, fields)
VALUES (:community, :key, :record, :n, :tag, :fields)
ON CONFLICT (community, key) DO UPDATE
SET record = excluded.record, n = excluded.n, tag = excluded.tag, fields = excluded.fields
