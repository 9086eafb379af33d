-- Publicity events as the console lists them.
CREATE TABLE publicity_row (
  community BLOB NOT NULL,
  publicity BLOB NOT NULL,
  at INTEGER NOT NULL,
  grid BLOB NOT NULL,
  worker BLOB NOT NULL,
  subject TEXT NOT NULL,
  place TEXT NOT NULL,
  asked INTEGER,
  leaflets INTEGER,
  photos INTEGER NOT NULL,
  PRIMARY KEY (community, publicity)
) STRICT, WITHOUT ROWID;

CREATE INDEX publicity_row_all ON publicity_row (community, at, publicity, grid, worker);
CREATE INDEX publicity_row_grid ON publicity_row (community, grid, at, publicity, worker);
CREATE INDEX publicity_row_worker ON publicity_row (community, worker, at, publicity, grid);
