SELECT community, sha256, size, durable, install FROM photo
WHERE (community, sha256) > (:community, :sha256)
ORDER BY community, sha256
LIMIT :limit
