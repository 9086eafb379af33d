SELECT EXISTS (
  SELECT 1 FROM part AS own
  JOIN part AS later ON later.record = own.record AND later.saved > own.saved
  WHERE own.saved = :saved AND later.settled = 0) AS found
