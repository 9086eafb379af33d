UPDATE feed SET cursor = :cursor, seq = :seq, head = :head, count = :count,
  sum = :sum, staged_cursor = :staged_cursor, staged_seq = :staged_seq,
  restart = :restart, mismatches = :mismatches, restarts = :restarts,
  stopped = :stopped, successors = :successors
WHERE feed = :feed
