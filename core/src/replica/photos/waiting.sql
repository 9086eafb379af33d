SELECT file.sha256 AS sha256, file.size AS size, min(used.saved) AS first
FROM photo_file AS file JOIN photo_use AS used ON used.sha256 = file.sha256
LEFT JOIN op ON op.saved = used.saved
WHERE file.state IN ('local', 'partial') AND (file.thumbnail = 1 OR :originals)
  AND (op.saved IS NULL OR op.mseq <= (SELECT durable_mseq FROM sync_state))
GROUP BY file.sha256
ORDER BY file.thumbnail DESC, first
