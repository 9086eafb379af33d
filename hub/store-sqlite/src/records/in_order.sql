SELECT rowid, community, record, class, feed, seq, n, tag, by_account, at, fields
FROM record
WHERE rowid > :after
ORDER BY rowid
LIMIT :limit
