INSERT INTO feed_grant
  (community, account, feed, feed_community, kind, area, from_ver, until_ver)
VALUES (:community, :account, :feed, :feed_community, :kind, :area, :from_ver, :until_ver)
ON CONFLICT (community, account, feed, from_ver) DO UPDATE
SET until_ver = excluded.until_ver
