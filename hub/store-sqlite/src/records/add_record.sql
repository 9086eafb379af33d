INSERT INTO record (community, record, class, feed, seq, n, tag, by_account, at, fields)
VALUES (:community, :record, :class, :feed, :seq, :n, :tag, :by_account, :at, :fields)
