SELECT community, account, feed, feed_community, kind, area, from_ver, until_ver
FROM feed_grant INDEXED BY feed_grant_present
WHERE community = :community AND account = :account AND until_ver IS NULL
ORDER BY from_ver, kind, feed
