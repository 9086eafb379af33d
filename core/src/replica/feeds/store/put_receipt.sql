INSERT INTO receipt (mseq, chain, received_at, sig)
VALUES (:mseq, :chain, :received_at, :sig)
ON CONFLICT (mseq) DO UPDATE SET chain = excluded.chain,
  received_at = excluded.received_at, sig = excluded.sig
