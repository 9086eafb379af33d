INSERT INTO login (account, login, password, changed)
VALUES (:account, :login, :password, :changed)
ON CONFLICT (account) DO UPDATE
SET login = excluded.login, password = excluded.password, changed = excluded.changed
