-- What the console reads: small rows beside the records, written by the transaction that writes the
-- record. They hold nothing that the records do not, and are built anew when their shape changes.

-- Which shape the rows have, in which offset from UTC their months and deadlines are reckoned, and
-- how far building them anew has come.
CREATE TABLE view_state (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  shape INTEGER NOT NULL,
  offset_minutes INTEGER NOT NULL,
  upto INTEGER
) STRICT;

-- In the order of the list, so that a page of it lies together.
CREATE TABLE visit_row (
  community BLOB NOT NULL,
  at INTEGER NOT NULL,
  visit BLOB NOT NULL,
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
  PRIMARY KEY (community, at, visit)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX visit_row_id ON visit_row (community, visit);
-- What a filter asks about stands in the entries, so that what does not match costs no row.
CREATE INDEX visit_row_grid
  ON visit_row (community, grid, at, visit, standing, worker, met, purpose, household);
CREATE INDEX visit_row_open
  ON visit_row (community, standing, at, visit, grid, worker, met, purpose, household)
  WHERE standing <> 'approved';
CREATE INDEX visit_row_household
  ON visit_row (community, household, at, visit, standing, met, grid, worker, purpose);
CREATE INDEX visit_row_amends ON visit_row (community, amends) WHERE amends IS NOT NULL;

-- The reviews of a visit log, counted as they came.
CREATE TABLE visit_review (
  community BLOB NOT NULL,
  visit BLOB NOT NULL,
  n INTEGER NOT NULL,
  review BLOB NOT NULL,
  PRIMARY KEY (community, visit, n)
) STRICT, WITHOUT ROWID;

-- `sort`: of an open matter when it is due, of a closed one when it was closed.
CREATE TABLE matter_row (
  community BLOB NOT NULL,
  closed INTEGER NOT NULL,
  sort INTEGER NOT NULL,
  matter BLOB NOT NULL,
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
  PRIMARY KEY (community, closed, sort, matter)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX matter_row_id ON matter_row (community, matter);
CREATE INDEX matter_row_grid
  ON matter_row (community, grid, closed, sort, matter, state, category, reporter, department);

CREATE TABLE matter_step (
  community BLOB NOT NULL,
  matter BLOB NOT NULL,
  n INTEGER NOT NULL,
  state TEXT,
  at INTEGER NOT NULL,
  by_account BLOB NOT NULL,
  words TEXT NOT NULL,
  PRIMARY KEY (community, matter, n)
) STRICT, WITHOUT ROWID;

-- `met`: when somebody of it was met last, 0 for never.
CREATE TABLE household_row (
  community BLOB NOT NULL,
  household BLOB NOT NULL,
  grid BLOB NOT NULL,
  dwelling BLOB,
  head BLOB,
  door TEXT NOT NULL,
  met INTEGER NOT NULL,
  PRIMARY KEY (community, household)
) STRICT, WITHOUT ROWID;

CREATE INDEX household_row_met ON household_row (community, met, household);
CREATE INDEX household_row_grid ON household_row (community, grid, met, household);
CREATE INDEX household_row_dwelling ON household_row (community, dwelling)
  WHERE dwelling IS NOT NULL;
CREATE INDEX household_row_head ON household_row (community, head) WHERE head IS NOT NULL;

-- People who say that they are the head of their household, for households that do not name one.
CREATE TABLE household_head (
  community BLOB NOT NULL,
  household BLOB NOT NULL,
  person BLOB NOT NULL,
  PRIMARY KEY (community, household, person)
) STRICT, WITHOUT ROWID;

CREATE TABLE tally (
  community BLOB NOT NULL,
  grid BLOB NOT NULL,
  households INTEGER NOT NULL,
  visits_waiting INTEGER NOT NULL,
  matters_waiting INTEGER NOT NULL,
  matters_open INTEGER NOT NULL,
  visits INTEGER NOT NULL,
  matter_changes INTEGER NOT NULL,
  reviews INTEGER NOT NULL,
  PRIMARY KEY (community, grid)
) STRICT, WITHOUT ROWID;

CREATE TABLE coverage (
  community BLOB NOT NULL,
  month INTEGER NOT NULL,
  grid BLOB NOT NULL,
  met INTEGER NOT NULL,
  visits INTEGER NOT NULL,
  PRIMARY KEY (community, month, grid)
) STRICT, WITHOUT ROWID;

CREATE INDEX install_contact ON install (community, contact, install) WHERE key IS NOT NULL;

-- Who signs in. One row an account, as `account` has one.
CREATE TABLE login (
  account BLOB PRIMARY KEY,
  login TEXT NOT NULL UNIQUE,
  password TEXT NOT NULL,
  changed INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
  community BLOB NOT NULL,
  token BLOB NOT NULL,
  account BLOB NOT NULL,
  opened INTEGER NOT NULL,
  used INTEGER NOT NULL,
  ends INTEGER NOT NULL,
  PRIMARY KEY (community, token)
) STRICT, WITHOUT ROWID;

CREATE INDEX session_account ON session (community, account);
CREATE INDEX session_ends ON session (ends);

-- Names and addresses belong to no community. A sweep keeps it small.
CREATE TABLE login_failure (
  key BLOB PRIMARY KEY,
  count INTEGER NOT NULL,
  since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX login_failure_since ON login_failure (since);

-- The workers a supervisor may look for.
CREATE INDEX account_home ON account (community, role);
