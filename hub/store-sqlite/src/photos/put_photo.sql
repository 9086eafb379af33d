INSERT INTO photo (community, sha256, size, durable)
VALUES (:community, :sha256, :size, :durable)
ON CONFLICT (community, sha256) DO UPDATE
SET size = excluded.size, durable = excluded.durable
