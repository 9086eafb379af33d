SELECT record, kind, about, words, by, time,
  EXISTS (SELECT 1 FROM notice_read WHERE notice_read.record = notice.record) AS read
FROM notice ORDER BY time DESC, record LIMIT :limit
