-- Both halves walk an index in the order asked for, so that SQLite merges them without sorting and
-- a reader that stops early has read no more than it took.
SELECT seq, record, class, n, tag, by_account, at, fields
FROM record
WHERE community = :community AND feed = :feed AND seq > :from
UNION ALL
SELECT seq, record, class, n, tag, NULL, NULL, NULL
FROM feed_left
WHERE community = :community AND feed = :feed AND seq > :from
ORDER BY seq
