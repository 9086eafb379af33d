SELECT at, amends FROM visit
WHERE household = :household AND met = 'met' AND NOT EXISTS (
  SELECT 1 FROM visit AS later WHERE later.amends = visit.record)
ORDER BY at DESC
