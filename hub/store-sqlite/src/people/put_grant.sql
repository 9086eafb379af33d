INSERT INTO area_grant (community, account, area, kind, from_ver, until_ver)
VALUES (:community, :account, :area, :kind, :from_ver, :until_ver)
ON CONFLICT (community, account, area, kind, from_ver) DO UPDATE
SET until_ver = excluded.until_ver
