INSERT INTO part (community, op, part, install, mseq, effect, why, waits)
VALUES (:community, :op, :part, :install, :mseq, :effect, :why, :waits)
ON CONFLICT (community, op, part) DO UPDATE
SET effect = excluded.effect, why = excluded.why, waits = excluded.waits
