-- Every list is walked by an index that holds what its filters ask about; a row is looked up by its
-- id, for those entries only that are shown.
ALTER TABLE visit_row RENAME TO visit_row_before;
CREATE TABLE visit_row (
  community BLOB NOT NULL,
  visit BLOB NOT NULL,
  at INTEGER NOT NULL,
  grid BLOB NOT NULL,
  worker BLOB NOT NULL,
  household BLOB NOT NULL,
  purpose TEXT NOT NULL,
  met TEXT NOT NULL,
  standing TEXT NOT NULL,
  amended_by BLOB,
  amends BLOB,
  photos INTEGER NOT NULL,
  summary TEXT NOT NULL,
  PRIMARY KEY (community, visit)
) STRICT, WITHOUT ROWID;
INSERT INTO visit_row (community, visit, at, grid, worker, household, purpose, met, standing,
  amended_by, amends, photos, summary)
  SELECT community, visit, at, grid, worker, household, purpose, met, standing, amended_by, amends,
    photos, summary FROM visit_row_before ORDER BY community, visit;
DROP TABLE visit_row_before;

CREATE INDEX visit_row_all
  ON visit_row (community, at, visit, grid, standing, worker, met, purpose);
CREATE INDEX visit_row_grid
  ON visit_row (community, grid, at, visit, standing, worker, met, purpose);
CREATE INDEX visit_row_open
  ON visit_row (community, standing, at, visit, grid, worker, met, purpose)
  WHERE standing <> 'approved';
CREATE INDEX visit_row_household
  ON visit_row (community, household, at, visit, standing, met, grid, worker, purpose);
CREATE INDEX visit_row_worker
  ON visit_row (community, worker, at, visit, standing, met, grid, purpose);
CREATE INDEX visit_row_amends ON visit_row (community, amends) WHERE amends IS NOT NULL;

ALTER TABLE matter_row RENAME TO matter_row_before;
CREATE TABLE matter_row (
  community BLOB NOT NULL,
  matter BLOB NOT NULL,
  closed INTEGER NOT NULL,
  sort INTEGER NOT NULL,
  grid BLOB NOT NULL,
  at INTEGER NOT NULL,
  reporter BLOB NOT NULL,
  kind TEXT NOT NULL,
  category TEXT NOT NULL,
  state TEXT NOT NULL,
  entered INTEGER NOT NULL,
  due INTEGER,
  close_by INTEGER,
  department TEXT NOT NULL,
  place TEXT NOT NULL,
  photos INTEGER NOT NULL,
  summary TEXT NOT NULL,
  PRIMARY KEY (community, matter)
) STRICT, WITHOUT ROWID;
INSERT INTO matter_row (community, matter, closed, sort, grid, at, reporter, kind, category, state,
  entered, due, close_by, department, place, photos, summary)
  SELECT community, matter, closed, sort, grid, at, reporter, kind, category, state, entered, due,
    close_by, department, place, photos, summary FROM matter_row_before
    ORDER BY community, matter;
DROP TABLE matter_row_before;

CREATE INDEX matter_row_all
  ON matter_row (community, closed, sort, matter, state, category, reporter, department);
CREATE INDEX matter_row_grid
  ON matter_row (community, grid, closed, sort, matter, state, category, reporter, department);

DROP INDEX install_contact;
CREATE INDEX install_contact ON install (community, contact, install, account, key)
  WHERE key IS NOT NULL;

-- The areas of a community.
CREATE INDEX area_community ON area (community);
-- What somebody has now, of all that was ever given.
CREATE INDEX feed_grant_present ON feed_grant (community, account) WHERE until_ver IS NULL;
-- Who works in a community without being at home there.
CREATE INDEX feed_grant_come ON feed_grant (feed_community, area, account, until_ver)
  WHERE until_ver IS NULL AND feed_community <> community;
