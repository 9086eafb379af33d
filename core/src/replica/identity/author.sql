SELECT account, grant_ver, mark_hub, mark_wall, mark_mono, mark_boot, mark_trip
FROM enrolment LEFT JOIN sync_state ON sync_state.id = enrolment.id
WHERE enrolment.id = 1
