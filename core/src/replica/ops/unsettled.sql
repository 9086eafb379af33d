SELECT part.part AS part, op.at AS at, op.body AS body
FROM part JOIN op ON op.saved = part.saved
WHERE part.record = :record AND part.settled = 0
ORDER BY part.saved, part.part
