SELECT (SELECT count(*) FROM op WHERE mseq IS NULL)
  + (SELECT count(*) FROM op
    WHERE mseq > coalesce((SELECT durable_mseq FROM sync_state WHERE id = 1), 0)) AS waiting
