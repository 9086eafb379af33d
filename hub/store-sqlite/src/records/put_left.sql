INSERT INTO feed_left (community, feed, record, seq, class, n, tag)
VALUES (:community, :feed, :record, :seq, :class, :n, :tag)
ON CONFLICT (community, feed, record) DO UPDATE
SET seq = excluded.seq, class = excluded.class, n = excluded.n, tag = excluded.tag
