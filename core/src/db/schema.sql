-- Made from the migrations by a test; UPDATE_SCHEMA=1 makes it write this anew.

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

CREATE TABLE build (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    version TEXT NOT NULL
) STRICT;

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

CREATE TABLE device_key (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    public BLOB NOT NULL CHECK (length(public) = 33),
    secret BLOB CHECK (length(secret) = 32)  -- null: the host's hardware holds it
) STRICT;

CREATE TABLE draft (
  draft BLOB NOT NULL PRIMARY KEY CHECK (length(draft) = 16),
  kind TEXT NOT NULL,
  about BLOB,
  form TEXT NOT NULL,
  photos TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

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

CREATE TABLE enrolment (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    install BLOB NOT NULL CHECK (length(install) = 16),
    token TEXT NOT NULL,
    account BLOB NOT NULL CHECK (length(account) = 16),
    name TEXT NOT NULL,
    community BLOB NOT NULL CHECK (length(community) = 16),
    url TEXT NOT NULL,
    hub_key BLOB NOT NULL CHECK (length(hub_key) = 33),
    recovery_key BLOB NOT NULL CHECK (length(recovery_key) = 33),
    grant_ver INTEGER NOT NULL,
    role TEXT NOT NULL
) STRICT;

CREATE TABLE epoch (
    position INTEGER PRIMARY KEY,
    epoch BLOB NOT NULL UNIQUE CHECK (length(epoch) = 16)
) STRICT;

CREATE TABLE feed (
    feed BLOB PRIMARY KEY CHECK (length(feed) = 16),
    position INTEGER NOT NULL,               -- the order in which feeds are pulled
    kind TEXT NOT NULL,
    area BLOB CHECK (length(area) = 16),
    name TEXT,
    level TEXT,
    cursor TEXT,                             -- null: from the beginning
    seq INTEGER NOT NULL DEFAULT 0,
    head INTEGER NOT NULL DEFAULT 0,
    count INTEGER NOT NULL DEFAULT 0,        -- the digest of the hub rows held
    sum INTEGER NOT NULL DEFAULT 0,
    staged_cursor TEXT,                      -- where a restart stands; null: none is under way
    staged_seq INTEGER NOT NULL DEFAULT 0,
    restart INTEGER NOT NULL DEFAULT 0,      -- 1: ask for the whole feed again
    mismatches INTEGER NOT NULL DEFAULT 0,   -- digests in a row that did not fit
    restarts INTEGER NOT NULL DEFAULT 0,     -- restarts ever
    stopped TEXT,                            -- an unknown directive that stops this feed's pull
    successors TEXT                          -- the feeds that go on where this one was closed
) STRICT, WITHOUT ROWID;

CREATE TABLE foreign_row (
    record BLOB PRIMARY KEY CHECK (length(record) = 16),
    class TEXT NOT NULL,
    feed BLOB NOT NULL CHECK (length(feed) = 16),
    version TEXT,
    by BLOB CHECK (length(by) = 16),
    at INTEGER,
    unsettled INTEGER NOT NULL,
    bytes TEXT NOT NULL                      -- the fields, as JSON
) STRICT, WITHOUT ROWID;

CREATE INDEX foreign_row_class ON foreign_row (class, feed);

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

CREATE INDEX household_dwelling ON household (dwelling);

CREATE INDEX household_walk ON household (walk, record);

CREATE TABLE hub_row (
    record BLOB PRIMARY KEY CHECK (length(record) = 16),
    class TEXT NOT NULL,
    feed BLOB NOT NULL CHECK (length(feed) = 16),
    version TEXT NOT NULL,
    by BLOB CHECK (length(by) = 16),
    at INTEGER,
    fields TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE leftover (
    name TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

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

CREATE TABLE moved (
    feed BLOB NOT NULL REFERENCES feed (feed) ON DELETE CASCADE,
    record BLOB NOT NULL CHECK (length(record) = 16),
    version TEXT NOT NULL,
    row TEXT,                                -- what is read should the other feed let it go first
    PRIMARY KEY (feed, record)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE notice_read (
  record BLOB NOT NULL PRIMARY KEY CHECK (length(record) = 16),
  read_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE op (
    saved INTEGER PRIMARY KEY AUTOINCREMENT, -- the order of saving
    op BLOB NOT NULL UNIQUE CHECK (length(op) = 16),
    body TEXT NOT NULL,                      -- exactly the bytes that are hashed and sent
    at INTEGER NOT NULL,                     -- when it happened, as far as is known here
    mseq INTEGER UNIQUE,                     -- null: not staged, can be undone
    chain BLOB CHECK (length(chain) = 32),
    CHECK ((mseq IS NULL) = (chain IS NULL))
) STRICT;

CREATE TABLE part (
    saved INTEGER NOT NULL REFERENCES op (saved) ON DELETE CASCADE,
    part INTEGER NOT NULL,                   -- its place in the body
    class TEXT NOT NULL,
    record BLOB NOT NULL CHECK (length(record) = 16),
    feed BLOB NOT NULL CHECK (length(feed) = 16),
    settled INTEGER NOT NULL DEFAULT 0,      -- 1: it has left the overlay
    effect TEXT,
    why TEXT,
    words TEXT,
    version TEXT,
    at_feed BLOB CHECK (length(at_feed) = 16),
    at_seq INTEGER,
    PRIMARY KEY (saved, part)
) STRICT, WITHOUT ROWID;

CREATE INDEX part_record ON part (record, saved, part);

CREATE INDEX part_unsettled ON part (record, saved, part) WHERE settled = 0;

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

CREATE TABLE photo (
    record BLOB NOT NULL PRIMARY KEY CHECK (length(record) = 16),
    feed BLOB NOT NULL CHECK (length(feed) = 16),
    version_n INTEGER,
    version_tag BLOB,
    by_account BLOB,
    at INTEGER,
    unsettled INTEGER NOT NULL,
    sha256 TEXT,
    size INTEGER,
    type TEXT,
    thumb_sha256 TEXT,
    thumb_size INTEGER,
    rest TEXT
) STRICT;

CREATE TABLE photo_file (
    sha256 BLOB PRIMARY KEY CHECK (length(sha256) = 32),
    size INTEGER NOT NULL,
    thumbnail INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('local', 'partial', 'durable', 'safe', 'lost')),
    sent INTEGER NOT NULL DEFAULT 0,         -- bytes the hub has, as it said last
    reason TEXT                              -- why it is lost
) STRICT, WITHOUT ROWID;

CREATE INDEX photo_file_waiting ON photo_file (sha256) WHERE state IN ('local', 'partial');

CREATE TABLE photo_use (
    sha256 BLOB NOT NULL REFERENCES photo_file (sha256),
    saved INTEGER NOT NULL,
    PRIMARY KEY (sha256, saved)
) STRICT, WITHOUT ROWID;

CREATE TABLE receipt (
    mseq INTEGER PRIMARY KEY,
    chain BLOB NOT NULL CHECK (length(chain) = 32),
    received_at INTEGER NOT NULL,
    sig BLOB NOT NULL CHECK (length(sig) = 64)
) STRICT;

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

CREATE TABLE staged_row (
    feed BLOB NOT NULL REFERENCES feed (feed) ON DELETE CASCADE,
    record BLOB NOT NULL CHECK (length(record) = 16),
    row TEXT NOT NULL,
    PRIMARY KEY (feed, record)
) STRICT, WITHOUT ROWID;

CREATE TABLE sync_state (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    staged_mseq INTEGER NOT NULL DEFAULT 0,
    staged_chain BLOB NOT NULL CHECK (length(staged_chain) = 32),
    durable_mseq INTEGER NOT NULL DEFAULT 0,
    safe_mseq INTEGER NOT NULL DEFAULT 0,
    safe_chain BLOB NOT NULL CHECK (length(safe_chain) = 32),
    need INTEGER,                            -- the op the hub asked for
    fork INTEGER,                            -- the first op the hub holds with other bytes
    revoked INTEGER NOT NULL DEFAULT 0,
    stopped TEXT,                            -- an unknown directive that stops all pulls
    batch INTEGER NOT NULL DEFAULT 131072,   -- bytes of bodies in the next push
    failures INTEGER NOT NULL DEFAULT 0,     -- failed syncs in a row
    mark_hub INTEGER,                        -- the hub's clock at the last contact …
    mark_wall INTEGER,
    mark_mono INTEGER,
    mark_boot INTEGER,
    mark_trip INTEGER
) STRICT;

CREATE TABLE taken_photo (
    record BLOB PRIMARY KEY CHECK (length(record) = 16),
    fields TEXT NOT NULL
) STRICT, WITHOUT ROWID;

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

CREATE INDEX visit_amends ON visit (amends) WHERE amends IS NOT NULL;

CREATE INDEX visit_at ON visit (at);

CREATE INDEX visit_household ON visit (household, at);
