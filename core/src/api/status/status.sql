SELECT
  sync_state.durable_mseq AS durable,
  sync_state.safe_mseq AS safe,
  (SELECT coalesce(max(mseq), 0) FROM receipt) AS acknowledged,
  sync_state.mark_hub AS mark_hub,
  sync_state.failures AS failures,
  sync_state.revoked AS revoked,
  sync_state.fork AS fork,
  sync_state.stopped IS NOT NULL AS stopped,
  (SELECT count(*) FROM feed WHERE stopped IS NOT NULL) AS stopped_feeds,
  (SELECT coalesce(sum(restarts), 0) FROM feed) AS restarts,
  (SELECT count(*) FROM feed WHERE mismatches > 1) AS alarms
FROM sync_state
