SELECT op.op AS op, op.at AS at, op.mseq AS mseq, op.body AS body,
  part.part AS part, part.effect AS effect, part.why AS why, part.words AS words
FROM part JOIN op ON op.saved = part.saved
WHERE part.record = :record ORDER BY part.saved, part.part
