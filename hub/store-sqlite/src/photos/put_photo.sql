INSERT INTO photo (community, sha256, size, durable, install)
VALUES (:community, :sha256, :size, :durable, :install)
ON CONFLICT (community, sha256) DO UPDATE
SET size = excluded.size, durable = excluded.durable,
  install = coalesce(excluded.install, photo.install)
