INSERT INTO hub_row (record, class, feed, version, by, at, fields)
VALUES (:record, :class, :feed, :version, :by, :at, :fields)
ON CONFLICT (record) DO UPDATE SET
  class = excluded.class, feed = excluded.feed, version = excluded.version, by = excluded.by,
  at = excluded.at, fields = excluded.fields
