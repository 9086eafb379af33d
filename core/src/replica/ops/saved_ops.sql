SELECT op.op AS op, op.mseq AS mseq, op.at AS at, part.part AS part,
  part.class AS class, part.record AS record, part.effect AS effect, part.why AS why,
  part.words AS words
FROM op JOIN part ON part.saved = op.saved ORDER BY op.saved, part.part
