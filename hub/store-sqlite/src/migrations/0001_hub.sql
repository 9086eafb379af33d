-- What there is one of.
CREATE TABLE deployment (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  feed BLOB NOT NULL,
  account BLOB NOT NULL,
  hub_key BLOB NOT NULL,
  recovery_key BLOB NOT NULL
) STRICT;

-- The histories of this hub, the present one last.
CREATE TABLE epoch (
  n INTEGER PRIMARY KEY,
  epoch BLOB NOT NULL UNIQUE,
  began INTEGER NOT NULL
) STRICT;

-- Reference tables: small, the same everywhere.
CREATE TABLE area (
  area BLOB PRIMARY KEY,
  parent BLOB,
  level TEXT NOT NULL,
  name TEXT NOT NULL,
  community BLOB
) STRICT, WITHOUT ROWID;

CREATE TABLE account (
  account BLOB PRIMARY KEY,
  community BLOB NOT NULL,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  grant_ver INTEGER NOT NULL,
  created INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- From here on everything grows, and begins with the community it is spread by.
CREATE TABLE area_grant (
  community BLOB NOT NULL,
  account BLOB NOT NULL,
  area BLOB NOT NULL,
  kind TEXT NOT NULL,
  from_ver INTEGER NOT NULL,
  until_ver INTEGER,
  PRIMARY KEY (community, account, area, kind, from_ver)
) STRICT, WITHOUT ROWID;

-- What the grants come to, feed by feed; grant_ver decides under which an op was made.
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

CREATE TABLE invitation (
  community BLOB NOT NULL,
  code BLOB NOT NULL,
  account BLOB NOT NULL,
  expires INTEGER NOT NULL,
  key BLOB,
  install BLOB,
  PRIMARY KEY (community, code)
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

-- The hub's own install of a community has no key.
CREATE UNIQUE INDEX install_own ON install (community) WHERE key IS NULL;
CREATE INDEX install_unapplied ON install (community, install) WHERE applied < mseq;

-- The journal: every op as it was received, whatever became of it.
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

-- Ops that contradict the journal, kept as evidence.
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

-- What became of each part; its key is what makes a part take effect once.
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

CREATE INDEX part_waiting ON part (community, waits) WHERE waits IS NOT NULL;
CREATE INDEX part_later ON part (community, op, part) WHERE why = 'later';

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

-- The chain at each change, for the cursors that stand there.
CREATE TABLE feed_log (
  community BLOB NOT NULL,
  feed BLOB NOT NULL,
  seq INTEGER NOT NULL,
  chain BLOB NOT NULL,
  PRIMARY KEY (community, feed, seq)
) STRICT, WITHOUT ROWID;

-- Records as they are now. They keep a rowid, so that a first pull, which walks record_page, finds
-- most of the rows of a feed side by side.
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

-- Records that left a feed.
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

-- The history of each record: what a merge asks about.
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

CREATE TABLE photo (
  community BLOB NOT NULL,
  sha256 BLOB NOT NULL,
  size INTEGER NOT NULL,
  durable INTEGER,
  PRIMARY KEY (community, sha256)
) STRICT, WITHOUT ROWID;

-- What imports remember of the rows they took in.
CREATE TABLE imported (
  community BLOB NOT NULL,
  key TEXT NOT NULL,
  record BLOB NOT NULL,
  n INTEGER,
  tag BLOB,
  fields TEXT NOT NULL,
  PRIMARY KEY (community, key)
) STRICT, WITHOUT ROWID;
