WITH RECURSIVE later (record) AS (
  VALUES (:visit) UNION
  SELECT visit.record FROM visit JOIN later ON visit.amends = later.record)
SELECT visit.record FROM visit JOIN later ON visit.record = later.record
WHERE NOT EXISTS (SELECT 1 FROM visit AS next WHERE next.amends = visit.record)
ORDER BY visit.at DESC, visit.record DESC LIMIT 1
