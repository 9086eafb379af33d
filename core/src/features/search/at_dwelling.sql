SELECT household.record, head.name AS head_name, dwelling.building, dwelling.unit,
  dwelling.door, dwelling.address
FROM household JOIN dwelling ON dwelling.record = household.dwelling
LEFT JOIN person AS head ON head.record = household.head
WHERE household.dwelling = :dwelling ORDER BY household.record
