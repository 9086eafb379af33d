SELECT community, account, feed, feed_community, kind, area, from_ver, until_ver
FROM feed_grant
WHERE community = :community AND account = :account
ORDER BY from_ver, kind, feed
