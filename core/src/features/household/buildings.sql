SELECT dwelling.area, dwelling.building, count(*) AS households, min(household.walk) AS walk
FROM household JOIN dwelling ON dwelling.record = household.dwelling
GROUP BY dwelling.area, dwelling.building ORDER BY walk
