WITH RECURSIVE earlier (record) AS (
  VALUES (:visit) UNION
  SELECT visit.amends FROM visit JOIN earlier ON visit.record = earlier.record
  WHERE visit.amends IS NOT NULL)
SELECT min(visit.at) AS at FROM visit JOIN earlier ON visit.record = earlier.record
