SELECT visit.record, visit.household, visit.purpose, visit.met, visit.content, visit.photos,
  visit.at, visit.amends, visit.unsettled, dwelling.building, dwelling.unit, dwelling.door,
  dwelling.address,
  (SELECT verdict FROM review WHERE review.visit = visit.record
    ORDER BY review.at DESC LIMIT 1) AS verdict,
  EXISTS (SELECT 1 FROM visit AS later WHERE later.amends = visit.record) AS amended
FROM visit
LEFT JOIN household ON household.record = visit.household
LEFT JOIN dwelling ON dwelling.record = household.dwelling
