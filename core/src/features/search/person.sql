SELECT person.record, person.household, person.name, person.phone, person.document,
  person.standing, dwelling.building, dwelling.unit, dwelling.door, dwelling.address
FROM person
LEFT JOIN household ON household.record = person.household
LEFT JOIN dwelling ON dwelling.record = household.dwelling
WHERE person.id = :id
