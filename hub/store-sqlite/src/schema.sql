CREATE TABLE account (
  account BLOB PRIMARY KEY,
  community BLOB NOT NULL,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  grant_ver INTEGER NOT NULL,
  created INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX account_home ON account (community, role);

CREATE TABLE area (
  area BLOB PRIMARY KEY,
  parent BLOB,
  level TEXT NOT NULL,
  name TEXT NOT NULL,
  community BLOB
) STRICT, WITHOUT ROWID;

CREATE INDEX area_community ON area (community);

CREATE TABLE area_grant (
  community BLOB NOT NULL,
  account BLOB NOT NULL,
  area BLOB NOT NULL,
  kind TEXT NOT NULL,
  from_ver INTEGER NOT NULL,
  until_ver INTEGER,
  PRIMARY KEY (community, account, area, kind, from_ver)
) STRICT, WITHOUT ROWID;

CREATE TABLE change (
  community BLOB NOT NULL,
  record BLOB NOT NULL,
  n INTEGER NOT NULL,
  tag BLOB NOT NULL,
  op BLOB NOT NULL,
  part INTEGER NOT NULL,
  install BLOB NOT NULL,
  author BLOB NOT NULL,
  before TEXT NOT NULL,
  PRIMARY KEY (community, record, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE coverage (
  community BLOB NOT NULL,
  month INTEGER NOT NULL,
  grid BLOB NOT NULL,
  met INTEGER NOT NULL,
  visits INTEGER NOT NULL,
  PRIMARY KEY (community, month, grid)
) STRICT, WITHOUT ROWID;

CREATE TABLE deployment (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  feed BLOB NOT NULL,
  account BLOB NOT NULL,
  hub_key BLOB NOT NULL,
  recovery_key BLOB NOT NULL
) STRICT;

CREATE TABLE epoch (
  n INTEGER PRIMARY KEY,
  epoch BLOB NOT NULL UNIQUE,
  began INTEGER NOT NULL
) STRICT;

CREATE TABLE feed (
  community BLOB NOT NULL,
  feed BLOB NOT NULL,
  kind TEXT NOT NULL,
  area BLOB,
  seq INTEGER NOT NULL,
  chain BLOB NOT NULL,
  count INTEGER NOT NULL,
  sum INTEGER NOT NULL,
  closed TEXT,
  PRIMARY KEY (community, feed)
) STRICT, WITHOUT ROWID;

CREATE INDEX feed_area ON feed (community, area) WHERE area IS NOT NULL;

CREATE TABLE feed_grant (
  community BLOB NOT NULL,
  account BLOB NOT NULL,
  feed BLOB NOT NULL,
  feed_community BLOB NOT NULL,
  kind TEXT NOT NULL,
  area BLOB NOT NULL,
  from_ver INTEGER NOT NULL,
  until_ver INTEGER,
  PRIMARY KEY (community, account, feed, from_ver)
) STRICT, WITHOUT ROWID;

CREATE INDEX feed_grant_come ON feed_grant (feed_community, area, account, until_ver)
  WHERE until_ver IS NULL AND feed_community <> community;

CREATE INDEX feed_grant_present ON feed_grant (community, account) WHERE until_ver IS NULL;

CREATE TABLE feed_left (
  community BLOB NOT NULL,
  feed BLOB NOT NULL,
  record BLOB NOT NULL,
  seq INTEGER NOT NULL,
  class TEXT NOT NULL,
  n INTEGER NOT NULL,
  tag BLOB NOT NULL,
  PRIMARY KEY (community, feed, record)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX feed_left_page ON feed_left (community, feed, seq);

CREATE TABLE feed_log (
  community BLOB NOT NULL,
  feed BLOB NOT NULL,
  seq INTEGER NOT NULL,
  chain BLOB NOT NULL,
  PRIMARY KEY (community, feed, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE fork (
  community BLOB NOT NULL,
  install BLOB NOT NULL,
  mseq INTEGER NOT NULL,
  hash BLOB NOT NULL,
  chain BLOB NOT NULL,
  body BLOB NOT NULL,
  received INTEGER NOT NULL,
  PRIMARY KEY (community, install, mseq, hash, chain)
) STRICT, WITHOUT ROWID;

CREATE TABLE household_head (
  community BLOB NOT NULL,
  household BLOB NOT NULL,
  person BLOB NOT NULL,
  PRIMARY KEY (community, household, person)
) STRICT, WITHOUT ROWID;

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

CREATE INDEX household_row_dwelling ON household_row (community, dwelling)
  WHERE dwelling IS NOT NULL;

CREATE INDEX household_row_grid ON household_row (community, grid, met, household);

CREATE INDEX household_row_head ON household_row (community, head) WHERE head IS NOT NULL;

CREATE INDEX household_row_met ON household_row (community, met, household);

CREATE TABLE imported (
  community BLOB NOT NULL,
  key TEXT NOT NULL,
  record BLOB NOT NULL,
  n INTEGER,
  tag BLOB,
  fields TEXT NOT NULL,
  PRIMARY KEY (community, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE install (
  community BLOB NOT NULL,
  install BLOB NOT NULL,
  account BLOB NOT NULL,
  feed BLOB,
  key BLOB,
  token BLOB,
  device TEXT NOT NULL,
  app TEXT NOT NULL,
  enrolled INTEGER NOT NULL,
  revoked INTEGER,
  lost INTEGER NOT NULL,
  mseq INTEGER NOT NULL,
  chain BLOB NOT NULL,
  received INTEGER NOT NULL,
  receipt BLOB,
  applied INTEGER NOT NULL,
  contact INTEGER NOT NULL,
  waiting_ops INTEGER NOT NULL,
  waiting_photos INTEGER NOT NULL,
  waiting_drafts INTEGER NOT NULL,
  head_mseq INTEGER NOT NULL,
  head_chain BLOB NOT NULL,
  head_sig BLOB,
  PRIMARY KEY (community, install)
) STRICT, WITHOUT ROWID;

CREATE INDEX install_contact ON install (community, contact, install, account, key)
  WHERE key IS NOT NULL;

CREATE UNIQUE INDEX install_own ON install (community) WHERE key IS NULL;

CREATE INDEX install_unapplied ON install (community, install) WHERE applied < mseq;

CREATE TABLE invitation (
  community BLOB NOT NULL,
  code BLOB NOT NULL,
  account BLOB NOT NULL,
  expires INTEGER NOT NULL,
  key BLOB,
  install BLOB,
  PRIMARY KEY (community, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE login (
  account BLOB PRIMARY KEY,
  login TEXT NOT NULL UNIQUE,
  password TEXT NOT NULL,
  changed INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE login_failure (
  key BLOB PRIMARY KEY,
  count INTEGER NOT NULL,
  since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX login_failure_since ON login_failure (since);

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

CREATE INDEX matter_row_all
  ON matter_row (community, closed, sort, matter, state, category, reporter, department);

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

CREATE TABLE op (
  community BLOB NOT NULL,
  install BLOB NOT NULL,
  mseq INTEGER NOT NULL,
  chain BLOB NOT NULL,
  hash BLOB NOT NULL,
  body BLOB NOT NULL,
  op BLOB,
  repeats BLOB,
  received INTEGER NOT NULL,
  PRIMARY KEY (community, install, mseq)
) STRICT;

CREATE UNIQUE INDEX op_known ON op (community, op) WHERE op IS NOT NULL;

CREATE TABLE part (
  community BLOB NOT NULL,
  op BLOB NOT NULL,
  part INTEGER NOT NULL,
  install BLOB NOT NULL,
  mseq INTEGER NOT NULL,
  effect TEXT NOT NULL,
  why TEXT,
  waits BLOB,
  PRIMARY KEY (community, op, part)
) STRICT, WITHOUT ROWID;

CREATE INDEX part_later ON part (community, op, part) WHERE why = 'later';

CREATE INDEX part_waiting ON part (community, waits) WHERE waits IS NOT NULL;

CREATE TABLE photo (
  community BLOB NOT NULL,
  sha256 BLOB NOT NULL,
  size INTEGER NOT NULL,
  durable INTEGER, install BLOB,
  PRIMARY KEY (community, sha256)
) STRICT, WITHOUT ROWID;

CREATE INDEX photo_missing ON photo (community, install) WHERE durable IS NULL;

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

CREATE TABLE record (
  community BLOB NOT NULL,
  record BLOB NOT NULL,
  class TEXT NOT NULL,
  feed BLOB NOT NULL,
  seq INTEGER NOT NULL,
  n INTEGER NOT NULL,
  tag BLOB NOT NULL,
  by_account BLOB,
  at INTEGER,
  fields TEXT NOT NULL,
  PRIMARY KEY (community, record)
) STRICT;

CREATE UNIQUE INDEX record_page ON record (community, feed, seq);

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

CREATE TABLE view_state (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  shape INTEGER NOT NULL,
  offset_minutes INTEGER NOT NULL,
  upto INTEGER
) STRICT;

CREATE TABLE visit_review (
  community BLOB NOT NULL,
  visit BLOB NOT NULL,
  n INTEGER NOT NULL,
  review BLOB NOT NULL,
  PRIMARY KEY (community, visit, n)
) STRICT, WITHOUT ROWID;

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

CREATE INDEX visit_row_all
  ON visit_row (community, at, visit, grid, standing, worker, met, purpose);

CREATE INDEX visit_row_amends ON visit_row (community, amends) WHERE amends IS NOT NULL;

CREATE INDEX visit_row_grid
  ON visit_row (community, grid, at, visit, standing, worker, met, purpose);

CREATE INDEX visit_row_household
  ON visit_row (community, household, at, visit, standing, met, grid, worker, purpose);

CREATE INDEX visit_row_open
  ON visit_row (community, standing, at, visit, grid, worker, met, purpose)
  WHERE standing <> 'approved';

CREATE INDEX visit_row_worker
  ON visit_row (community, worker, at, visit, standing, met, grid, purpose);
