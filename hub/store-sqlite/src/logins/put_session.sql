INSERT INTO session (community, token, account, opened, used, ends)
VALUES (:community, :token, :account, :opened, :used, :ends)
ON CONFLICT (community, token) DO UPDATE
SET account = excluded.account, opened = excluded.opened, used = excluded.used,
  ends = excluded.ends
