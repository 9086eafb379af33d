INSERT INTO enrolment (id, install, token, account, name, community, url, hub_key,
  recovery_key, grant_ver, role)
VALUES (1, :install, :token, :account, :name, :community, :url, :hub_key,
  :recovery_key, :grant_ver, :role)
ON CONFLICT (id) DO UPDATE SET token = excluded.token, name = excluded.name,
  url = excluded.url, hub_key = excluded.hub_key,
  recovery_key = excluded.recovery_key, grant_ver = excluded.grant_ver,
  role = excluded.role
