-- What the engine keeps: who this handheld is, what it saved, where it stands in its feeds.

-- The device's key; stored before the first request, so that a lost answer can be asked for again.
CREATE TABLE device_key (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    public BLOB NOT NULL CHECK (length(public) = 33),
    secret BLOB CHECK (length(secret) = 32)  -- null: the host's hardware holds it
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

-- The hub's histories this handheld has seen, newest last.
CREATE TABLE epoch (
    position INTEGER PRIMARY KEY,
    epoch BLOB NOT NULL UNIQUE CHECK (length(epoch) = 16)
) STRICT;

-- Where the sync stands.
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

-- The hub's signed word for what it received; each covers everything before it.
CREATE TABLE receipt (
    mseq INTEGER PRIMARY KEY,
    chain BLOB NOT NULL CHECK (length(chain) = 32),
    received_at INTEGER NOT NULL,
    sig BLOB NOT NULL CHECK (length(sig) = 64)
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

-- The rows of a restarting feed until its final page has come.
CREATE TABLE staged_row (
    feed BLOB NOT NULL REFERENCES feed (feed) ON DELETE CASCADE,
    record BLOB NOT NULL CHECK (length(record) = 16),
    row TEXT NOT NULL,
    PRIMARY KEY (feed, record)
) STRICT, WITHOUT ROWID;

-- A record that is in two feeds for a while, as far as this phone has heard: the feed named here
-- counts it, the row that is read is the other's.
CREATE TABLE moved (
    feed BLOB NOT NULL REFERENCES feed (feed) ON DELETE CASCADE,
    record BLOB NOT NULL CHECK (length(record) = 16),
    version TEXT NOT NULL,
    row TEXT,                                -- what is read should the other feed let it go first
    PRIMARY KEY (feed, record)
) STRICT, WITHOUT ROWID;

-- One save. Its state follows from its number and the two acknowledgements.
CREATE TABLE op (
    saved INTEGER PRIMARY KEY AUTOINCREMENT, -- the order of saving
    op BLOB NOT NULL UNIQUE CHECK (length(op) = 16),
    body TEXT NOT NULL,                      -- exactly the bytes that are hashed and sent
    at INTEGER NOT NULL,                     -- when it happened, as far as is known here
    mseq INTEGER UNIQUE,                     -- null: not staged, can be undone
    chain BLOB CHECK (length(chain) = 32),
    CHECK ((mseq IS NULL) = (chain IS NULL))
) STRICT;

-- One part of a save: what is not in the body, and what became of it.
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

-- What the hub said of a record that own unsettled parts cover.
CREATE TABLE hub_row (
    record BLOB PRIMARY KEY CHECK (length(record) = 16),
    class TEXT NOT NULL,
    feed BLOB NOT NULL CHECK (length(feed) = 16),
    version TEXT NOT NULL,
    by BLOB CHECK (length(by) = 16),
    at INTEGER,
    fields TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Rows of classes this build has no table for, and rows whose shape it does not understand.
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

-- A photo that was taken in and that no save has named yet; drafts point to it.
CREATE TABLE taken_photo (
    record BLOB PRIMARY KEY CHECK (length(record) = 16),
    fields TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The bytes of photos that lie on this device, by their hash.
CREATE TABLE photo_file (
    sha256 BLOB PRIMARY KEY CHECK (length(sha256) = 32),
    size INTEGER NOT NULL,
    thumbnail INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('local', 'partial', 'durable', 'safe', 'lost')),
    sent INTEGER NOT NULL DEFAULT 0,         -- bytes the hub has, as it said last
    reason TEXT                              -- why it is lost
) STRICT, WITHOUT ROWID;

CREATE INDEX photo_file_waiting ON photo_file (sha256) WHERE state IN ('local', 'partial');

-- Which saves name a file. It stays when an op is forgotten: the op was safe then.
CREATE TABLE photo_use (
    sha256 BLOB NOT NULL REFERENCES photo_file (sha256),
    saved INTEGER NOT NULL,
    PRIMARY KEY (sha256, saved)
) STRICT, WITHOUT ROWID;

-- Files in the photo folder that no row names: swept when a later session finds them again.
CREATE TABLE leftover (
    name TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- The build that opened the file last: a newer one reads foreign rows again.
CREATE TABLE build (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    version TEXT NOT NULL
) STRICT;
