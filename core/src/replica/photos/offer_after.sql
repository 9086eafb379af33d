UPDATE photo_file SET state = 'local', sent = 0
WHERE state = 'durable' AND sha256 IN
  (SELECT used.sha256 FROM op JOIN photo_use AS used ON used.saved = op.saved
    WHERE op.mseq > :mseq)
