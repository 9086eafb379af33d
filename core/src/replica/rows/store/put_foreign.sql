INSERT INTO foreign_row (record, class, feed, version, by, at, unsettled, bytes)
VALUES (:record, :class, :feed, :version, :by, :at, :unsettled, :bytes)
ON CONFLICT (record) DO UPDATE SET
  class = excluded.class, feed = excluded.feed, version = excluded.version, by = excluded.by,
  at = excluded.at, unsettled = excluded.unsettled, bytes = excluded.bytes
