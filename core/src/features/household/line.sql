SELECT household.record, household.walk, household.number, household.unsettled,
  dwelling.building, dwelling.unit, dwelling.door, dwelling.address, head.name AS head_name
FROM household
LEFT JOIN dwelling ON dwelling.record = household.dwelling
LEFT JOIN person AS head ON head.record = household.head
