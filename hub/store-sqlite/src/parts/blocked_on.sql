SELECT p.community, p.op, p.part, p.install, p.mseq, p.effect, p.why, p.waits,
  max(o.received) OVER (PARTITION BY p.install ORDER BY p.mseq) AS since
FROM part p
JOIN op o ON o.community = p.community AND o.install = p.install AND o.mseq = p.mseq
WHERE p.community = :community AND p.waits = :record
ORDER BY since, p.install, p.mseq, p.part
