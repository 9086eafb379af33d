UPDATE sync_state SET staged_mseq = :staged_mseq, staged_chain = :staged_chain,
  durable_mseq = :durable, safe_mseq = :safe_mseq, safe_chain = :safe_chain,
  need = :need, fork = :fork, revoked = :revoked, stopped = :stopped, batch = :batch,
  failures = :failures, mark_hub = :hub, mark_wall = :wall, mark_mono = :mono,
  mark_boot = :boot, mark_trip = :trip
WHERE id = 1
