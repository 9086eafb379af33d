SELECT record FROM dwelling
WHERE instr(lower(coalesce(building, '')), :text) = 1
  OR instr(lower(coalesce(address, '')), :text) > 0
ORDER BY walk LIMIT :limit
