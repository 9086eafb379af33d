-- The readable records, one table a class. Every table begins with the same columns:
--   record       16 random bytes, the key on the wire
--   feed         the feed it lives in
--   version_n, version_tag   the hub's version; NULL while the hub does not know the record
--   by_account, at           who changed it last and when (ms since 1970), as the hub decided
--   unsettled    1 while an own change is not settled yet
--   rest         JSON of the fields this build does not know, or in another shape; NULL if none
-- Ids are 16 bytes, sets and nested values JSON, dates and codes text as on the wire.

CREATE TABLE person (
  id INTEGER PRIMARY KEY,
  record BLOB NOT NULL UNIQUE CHECK (length(record) = 16),
  feed BLOB NOT NULL,
  version_n INTEGER,
  version_tag BLOB,
  by_account BLOB,
  at INTEGER,
  unsettled INTEGER NOT NULL,
  household BLOB,
  name TEXT,
  sex TEXT,
  birth TEXT,
  document_kind TEXT,
  document TEXT,
  phone TEXT,
  relation TEXT,
  residence TEXT,
  care TEXT,
  standing TEXT,
  standing_reason TEXT,
  workplace TEXT,
  note TEXT,
  rest TEXT
) STRICT;
CREATE INDEX person_household ON person (household);

-- walk: the place in the natural walking order, made of area, building, unit and door.
CREATE TABLE dwelling (
  id INTEGER PRIMARY KEY,
  record BLOB NOT NULL UNIQUE CHECK (length(record) = 16),
  feed BLOB NOT NULL,
  version_n INTEGER,
  version_tag BLOB,
  by_account BLOB,
  at INTEGER,
  unsettled INTEGER NOT NULL,
  area BLOB,
  building TEXT,
  unit TEXT,
  door TEXT,
  address TEXT,
  use TEXT,
  rest TEXT,
  walk BLOB NOT NULL
) STRICT;

-- walk: a copy of the dwelling's, so that a page of households needs no join to be in order.
CREATE TABLE household (
  record BLOB NOT NULL PRIMARY KEY CHECK (length(record) = 16),
  feed BLOB NOT NULL,
  version_n INTEGER,
  version_tag BLOB,
  by_account BLOB,
  at INTEGER,
  unsettled INTEGER NOT NULL,
  dwelling BLOB,
  number TEXT,
  head BLOB,
  note TEXT,
  rest TEXT,
  walk BLOB NOT NULL
) STRICT;
CREATE INDEX household_walk ON household (walk, record);
CREATE INDEX household_dwelling ON household (dwelling);

CREATE TABLE visit (
  record BLOB NOT NULL PRIMARY KEY CHECK (length(record) = 16),
  feed BLOB NOT NULL,
  version_n INTEGER,
  version_tag BLOB,
  by_account BLOB,
  at INTEGER,
  unsettled INTEGER NOT NULL,
  household BLOB,
  purpose TEXT,
  met TEXT,
  people TEXT,
  content TEXT,
  promise TEXT,
  position TEXT,
  photos TEXT,
  amends BLOB,
  rest TEXT
) STRICT;
CREATE INDEX visit_household ON visit (household, at);
CREATE INDEX visit_at ON visit (at);
CREATE INDEX visit_amends ON visit (amends) WHERE amends IS NOT NULL;

CREATE TABLE review (
  record BLOB NOT NULL PRIMARY KEY CHECK (length(record) = 16),
  feed BLOB NOT NULL,
  version_n INTEGER,
  version_tag BLOB,
  by_account BLOB,
  at INTEGER,
  unsettled INTEGER NOT NULL,
  visit BLOB,
  verdict TEXT,
  reason TEXT,
  rest TEXT
) STRICT;
CREATE INDEX review_visit ON review (visit, at);

CREATE TABLE matter (
  record BLOB NOT NULL PRIMARY KEY CHECK (length(record) = 16),
  feed BLOB NOT NULL,
  version_n INTEGER,
  version_tag BLOB,
  by_account BLOB,
  at INTEGER,
  unsettled INTEGER NOT NULL,
  kind TEXT,
  category TEXT,
  content TEXT,
  area BLOB,
  place TEXT,
  position TEXT,
  household BLOB,
  visit BLOB,
  photos TEXT,
  state TEXT,
  reason TEXT,
  department TEXT,
  due INTEGER,
  rest TEXT
) STRICT;
CREATE INDEX matter_state ON matter (state, coalesce(at, 0), record);
CREATE INDEX matter_visit ON matter (visit) WHERE visit IS NOT NULL;

-- The two values, of any shape, stand in rest.
CREATE TABLE conflict (
  record BLOB NOT NULL PRIMARY KEY CHECK (length(record) = 16),
  feed BLOB NOT NULL,
  version_n INTEGER,
  version_tag BLOB,
  by_account BLOB,
  at INTEGER,
  unsettled INTEGER NOT NULL,
  class TEXT,
  about BLOB,
  field TEXT,
  author BLOB,
  op BLOB,
  state TEXT,
  rest TEXT
) STRICT;
CREATE INDEX conflict_about ON conflict (about);
CREATE INDEX conflict_state ON conflict (state);

CREATE TABLE notice (
  record BLOB NOT NULL PRIMARY KEY CHECK (length(record) = 16),
  feed BLOB NOT NULL,
  version_n INTEGER,
  version_tag BLOB,
  by_account BLOB,
  at INTEGER,
  unsettled INTEGER NOT NULL,
  kind TEXT,
  about BLOB,
  words TEXT,
  by TEXT,
  time INTEGER,
  rest TEXT
) STRICT;
CREATE INDEX notice_time ON notice (time);

-- What the worker has read: known to this phone alone, so it lies beside the hub's row.
CREATE TABLE notice_read (
  record BLOB NOT NULL PRIMARY KEY CHECK (length(record) = 16),
  read_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE area (
  record BLOB NOT NULL PRIMARY KEY CHECK (length(record) = 16),
  feed BLOB NOT NULL,
  version_n INTEGER,
  version_tag BLOB,
  by_account BLOB,
  at INTEGER,
  unsettled INTEGER NOT NULL,
  name TEXT,
  level TEXT,
  parent BLOB,
  rest TEXT
) STRICT;

-- A code table of the deployment; all its fields stand in rest.
CREATE TABLE code_table (
  record BLOB NOT NULL PRIMARY KEY CHECK (length(record) = 16),
  feed BLOB NOT NULL,
  version_n INTEGER,
  version_tag BLOB,
  by_account BLOB,
  at INTEGER,
  unsettled INTEGER NOT NULL,
  rest TEXT
) STRICT;

-- A setting of the deployment; its value, of any shape, stands in rest.
CREATE TABLE setting (
  record BLOB NOT NULL PRIMARY KEY CHECK (length(record) = 16),
  feed BLOB NOT NULL,
  version_n INTEGER,
  version_tag BLOB,
  by_account BLOB,
  at INTEGER,
  unsettled INTEGER NOT NULL,
  name TEXT,
  rest TEXT
) STRICT;

-- Search. g is text that a query is a prefix of:
--   ^name and each shorter ending of it   (person)
--   initials of the reading               (person)
--   #last four of a phone or document     (person)
--   @door                                 (dwelling)
-- and id the row it leads to. Rows up to the mark are kept in step by the store of their class, in
-- the same transaction. New rows beyond it are taken in many at a time, in the order of the index:
-- a first pull that put each where it belongs at once would write most of it again with every page.
CREATE TABLE gram (
  g TEXT NOT NULL,
  id INTEGER NOT NULL,
  PRIMARY KEY (g, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE gram_mark (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  person INTEGER NOT NULL,
  dwelling INTEGER NOT NULL
) STRICT;
INSERT INTO gram_mark (id, person, dwelling) VALUES (1, 0, 0);

-- What is not submitted yet: saved at every change, so that nothing is lost when the app is killed.
-- form is JSON whose shape belongs to the kind; photos are the ids of photos, with blanks between.
CREATE TABLE draft (
  draft BLOB NOT NULL PRIMARY KEY CHECK (length(draft) = 16),
  kind TEXT NOT NULL,
  about BLOB,
  form TEXT NOT NULL,
  photos TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
