PRAGMA foreign_keys = OFF;
BEGIN;
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
CREATE INDEX conflict_about ON conflict (about);
CREATE INDEX conflict_state ON conflict (state);
CREATE INDEX foreign_row_class ON foreign_row (class, feed);
CREATE INDEX household_dwelling ON household (dwelling);
CREATE INDEX household_walk ON household (walk, record);
CREATE INDEX matter_state ON matter (state, coalesce(at, 0), record);
CREATE INDEX matter_visit ON matter (visit) WHERE visit IS NOT NULL;
CREATE INDEX notice_time ON notice (time);
CREATE INDEX part_record ON part (record, saved, part);
CREATE INDEX part_unsettled ON part (record, saved, part) WHERE settled = 0;
CREATE INDEX person_household ON person (household);
CREATE INDEX photo_file_waiting ON photo_file (sha256) WHERE state IN ('local', 'partial');
CREATE INDEX review_visit ON review (visit, at);
CREATE INDEX visit_amends ON visit (amends) WHERE amends IS NOT NULL;
CREATE INDEX visit_at ON visit (at);
CREATE INDEX visit_household ON visit (household, at);
INSERT INTO area (record, feed, version_n, version_tag, by_account, at, unsettled, name, level, parent, rest) VALUES (X'A36B69B0EA2247F88A57DFC4CD73FBB1', X'445773721370492E93E35BAD3E7FCFE1', 1, X'F44BE3FFC9F7', X'32DF648E9AA6486A9BE35F3AED9FFD25', 1795399200000, 0, '东风街道', 'street', NULL, NULL);
INSERT INTO area (record, feed, version_n, version_tag, by_account, at, unsettled, name, level, parent, rest) VALUES (X'827FD620732F4BCF9FC8B0FDA5AEC11B', X'445773721370492E93E35BAD3E7FCFE1', 1, X'4A4EBD89777D', X'32DF648E9AA6486A9BE35F3AED9FFD25', 1795399200000, 0, '春风社区', 'community', X'A36B69B0EA2247F88A57DFC4CD73FBB1', NULL);
INSERT INTO area (record, feed, version_n, version_tag, by_account, at, unsettled, name, level, parent, rest) VALUES (X'3E198739324B4BC5A1789777687875EF', X'445773721370492E93E35BAD3E7FCFE1', 1, X'0010454EFB57', X'32DF648E9AA6486A9BE35F3AED9FFD25', 1795399200000, 0, '第一网格', 'grid', X'827FD620732F4BCF9FC8B0FDA5AEC11B', NULL);
INSERT INTO area (record, feed, version_n, version_tag, by_account, at, unsettled, name, level, parent, rest) VALUES (X'CF0B29E448C44412BEC197B5C6008C88', X'445773721370492E93E35BAD3E7FCFE1', 1, X'61F73516BEFE', X'32DF648E9AA6486A9BE35F3AED9FFD25', 1795399200000, 0, '第二网格', 'grid', X'827FD620732F4BCF9FC8B0FDA5AEC11B', NULL);
INSERT INTO build (id, version) VALUES (1, 'gridbook-core/0.1.0');
INSERT INTO code_table (record, feed, version_n, version_tag, by_account, at, unsettled, rest) VALUES (X'6171A122CAC44DD993E62546026E973E', X'445773721370492E93E35BAD3E7FCFE1', 1, X'EA9748D65609', X'32DF648E9AA6486A9BE35F3AED9FFD25', 1795399200000, 0, '{"items":[{"code":"repair","label":"维修"},{"code":"food","label":"餐饮"}],"name":"trades"}');
INSERT INTO conflict (record, feed, version_n, version_tag, by_account, at, unsettled, class, about, field, author, op, state, rest) VALUES (X'8E300F4FA99740E79F13055246D0E871', X'066FAFC62CD040AFA1BB6BF85A89FD93', 1, X'55A8075362AB', X'AA43A4542EE0422CAAAA5808BC4DA524', 1795401660220, 0, 'person', X'2D0DCBF2E2994705AB0E0EAD74AA79EA', 'phone', X'89C67E7C684446AC852FFEBA8751C3FF', X'3FEA009A2244462C95F24D0B282B9213', 'open', '{"kept":"10000000002","lost":"10000000001"}');
INSERT INTO device_key (id, public, secret) VALUES (1, X'0291C750B9F49A1472530952D8D59573B149DF68DC258A95EAE82EF1EF253D498A', X'3CACE547E021CF2A0DF543E64CA61DAD4C5A4EDB8F4912018AB39D5F3EF64900');
INSERT INTO draft (draft, kind, about, form, photos, created_at, updated_at) VALUES (X'A1EEE907F7894B3BB0102DCD04FAB3B7', 'visit', X'ADD120B90D4B4F19A2127C228A6214FA', '{"content":"写了一半"}', '', 1795575840720, 1795575840720);
INSERT INTO dwelling (id, record, feed, version_n, version_tag, by_account, at, unsettled, area, building, unit, door, address, use, rest, walk) VALUES (1, X'7A399642651D4D82ADFF88FCD2D482E0', X'066FAFC62CD040AFA1BB6BF85A89FD93', 1, X'55B74E208F69', X'32DF648E9AA6486A9BE35F3AED9FFD25', 1795399200000, 0, X'3E198739324B4BC5A1789777687875EF', '1号楼', '1单元', '101', NULL, NULL, NULL, X'3E198739324B4BC5A1789777687875EF3030303030303031E58FB7E6A5BC013030303030303031E58D95E58583013030303030313031');
INSERT INTO dwelling (id, record, feed, version_n, version_tag, by_account, at, unsettled, area, building, unit, door, address, use, rest, walk) VALUES (2, X'6BD301E88CA046F38DBB4EE83227A26A', X'066FAFC62CD040AFA1BB6BF85A89FD93', 1, X'E72D7FEAF1CD', X'32DF648E9AA6486A9BE35F3AED9FFD25', 1795399200000, 0, X'3E198739324B4BC5A1789777687875EF', '1号楼', '1单元', '102', NULL, NULL, NULL, X'3E198739324B4BC5A1789777687875EF3030303030303031E58FB7E6A5BC013030303030303031E58D95E58583013030303030313032');
INSERT INTO dwelling (id, record, feed, version_n, version_tag, by_account, at, unsettled, area, building, unit, door, address, use, rest, walk) VALUES (3, X'0CC4F633BF7B4A81A9558E2B5B9A9FAB', X'066FAFC62CD040AFA1BB6BF85A89FD93', 1, X'2C436FC07438', X'89C67E7C684446AC852FFEBA8751C3FF', 1795400400220, 0, NULL, '2号楼', NULL, '302', NULL, NULL, NULL, X'000000000000000000000000000000003030303030303032E58FB7E6A5BC01013030303030333032');
INSERT INTO enrolment (id, install, token, account, name, community, url, hub_key, recovery_key, grant_ver, role) VALUES (1, X'3DD5B0790F1F4495BC5C659E17020ED5', 'gn_WIHMvS8-fyLD9pa7BGw.PdWweQ8fRJW8XGWeFwIO1Q.nKG8VgAscMttXUN1AMTOLMHLWj72Y3HYGN6pC-PBLt8', X'89C67E7C684446AC852FFEBA8751C3FF', '王芳', X'827FD620732F4BCF9FC8B0FDA5AEC11B', 'http://127.0.0.1:1', X'026781998FF9B8364879E1143421B08F2D22CE4E9CE6626BFDDA580525F5A9037D', X'030B94C022FFF159F14454C7AAE80A78C5AFC9D144D199B4E5B376F4F9B0571C9E', 1, 'worker');
INSERT INTO epoch (position, epoch) VALUES (1, X'5D8D6E6E3D2C440A8FAECE95F640416C');
INSERT INTO feed (feed, position, kind, area, name, level, cursor, seq, head, count, sum, staged_cursor, staged_seq, restart, mismatches, restarts, stopped, successors) VALUES (X'066FAFC62CD040AFA1BB6BF85A89FD93', 2, 'grid', X'3E198739324B4BC5A1789777687875EF', '第一网格', 'grid', '25.Rn1LaFiAX3dQ5_sz', 25, 25, 19, 2200712880521031869, NULL, 0, 0, 0, 0, NULL, NULL);
INSERT INTO feed (feed, position, kind, area, name, level, cursor, seq, head, count, sum, staged_cursor, staged_seq, restart, mismatches, restarts, stopped, successors) VALUES (X'445773721370492E93E35BAD3E7FCFE1', 1, 'deployment', NULL, NULL, NULL, '6.wrku0adlhEL5TTBt', 6, 6, 6, 5888697924464919250, NULL, 0, 0, 0, 0, NULL, NULL);
INSERT INTO feed (feed, position, kind, area, name, level, cursor, seq, head, count, sum, staged_cursor, staged_seq, restart, mismatches, restarts, stopped, successors) VALUES (X'51BDD36EB3A446909700D55A47CDDC30', 0, 'install', NULL, NULL, NULL, '8.vFSTzztDyjiGpRA-', 8, 8, 8, -5391276990657399382, NULL, 0, 0, 0, 0, NULL, NULL);
INSERT INTO foreign_row (record, class, feed, version, by, at, unsettled, bytes) VALUES (X'01010101010141018101010101010101', 'outcome', X'51BDD36EB3A446909700D55A47CDDC30', '1.i6-O7hde', X'89C67E7C684446AC852FFEBA8751C3FF', 1795489320640, 0, '{"mseq":7,"occurred":{"plus_minus":600000,"source":"wall","time":1795489320640},"parts":[{"at":{"feed":"Bm-vxizQQK-hu2v4Won9kw","seq":24},"effect":"applied","version":"3.mFWpi_IQ"},{"at":{"feed":"Bm-vxizQQK-hu2v4Won9kw","seq":25},"effect":"applied","version":"1.fk2r1_hM"}]}');
INSERT INTO foreign_row (record, class, feed, version, by, at, unsettled, bytes) VALUES (X'03030303030343038303030303030303', 'drone', X'066FAFC62CD040AFA1BB6BF85A89FD93', '1.fk2r1_hM', X'89C67E7C684446AC852FFEBA8751C3FF', 1795489320640, 0, '{"track":[1,2,3]}');
INSERT INTO foreign_row (record, class, feed, version, by, at, unsettled, bytes) VALUES (X'3ABB9D24400A4400B68794DF887CCCEB', 'outcome', X'51BDD36EB3A446909700D55A47CDDC30', '1.AycnLgCZ', X'89C67E7C684446AC852FFEBA8751C3FF', 1795488120540, 0, '{"mseq":6,"occurred":{"plus_minus":9666,"source":"hub","time":1795488120540},"parts":[{"at":{"feed":"Bm-vxizQQK-hu2v4Won9kw","seq":21},"effect":"applied","version":"1.hZ4SNQmi"}]}');
INSERT INTO foreign_row (record, class, feed, version, by, at, unsettled, bytes) VALUES (X'3FEA009A2244462C95F24D0B282B9213', 'outcome', X'51BDD36EB3A446909700D55A47CDDC30', '1.W3G7z5h0', X'89C67E7C684446AC852FFEBA8751C3FF', 1795401660220, 0, '{"mseq":4,"occurred":{"plus_minus":1266,"source":"hub","time":1795401660220},"parts":[{"at":{"feed":"Bm-vxizQQK-hu2v4Won9kw","seq":16},"effect":"applied","version":"2.ornsVjef"}]}');
INSERT INTO foreign_row (record, class, feed, version, by, at, unsettled, bytes) VALUES (X'6D918E82CE1448B1B46EFC9EF2B47C18', 'outcome', X'51BDD36EB3A446909700D55A47CDDC30', '1.vUz3IE7U', X'89C67E7C684446AC852FFEBA8751C3FF', 1795399200220, 0, '{"mseq":1,"occurred":{"plus_minus":1020,"source":"hub","time":1795399200220},"parts":[{"at":{"feed":"Bm-vxizQQK-hu2v4Won9kw","seq":9},"effect":"applied","version":"1.j_geYThq"},{"at":{"feed":"Bm-vxizQQK-hu2v4Won9kw","seq":10},"effect":"applied","version":"1.kLRWqyPs"},{"at":{"feed":"Bm-vxizQQK-hu2v4Won9kw","seq":11},"effect":"applied","version":"2.B1qjq-at"},{"at":{"feed":"Bm-vxizQQK-hu2v4Won9kw","seq":12},"effect":"applied","version":"1.QW8rozPS"}]}');
INSERT INTO foreign_row (record, class, feed, version, by, at, unsettled, bytes) VALUES (X'A1E19AD3280F4425839ED7FEE4EC7D09', 'publicity', X'066FAFC62CD040AFA1BB6BF85A89FD93', '1.lUGxHQ3I', X'89C67E7C684446AC852FFEBA8751C3FF', 1795488120540, 0, '{"asked":200,"leaflets":3500,"place":"1号楼门前","subject":"防范电信诈骗"}');
INSERT INTO foreign_row (record, class, feed, version, by, at, unsettled, bytes) VALUES (X'ABEC1B8BA01343B9B1CD8A6FDE49742C', 'outcome', X'51BDD36EB3A446909700D55A47CDDC30', '1.NUDc1FwL', X'89C67E7C684446AC852FFEBA8751C3FF', 1795400460220, 0, '{"mseq":3,"occurred":{"plus_minus":1146,"source":"hub","time":1795400460220},"parts":[{"at":{"feed":"Bm-vxizQQK-hu2v4Won9kw","seq":15},"effect":"applied","version":"1._4_0oZDs"}]}');
INSERT INTO foreign_row (record, class, feed, version, by, at, unsettled, bytes) VALUES (X'FAE57842A280406292E186283E272F33', 'outcome', X'51BDD36EB3A446909700D55A47CDDC30', '1.mrufZPYo', X'89C67E7C684446AC852FFEBA8751C3FF', 1795400400220, 0, '{"mseq":2,"occurred":{"plus_minus":1140,"source":"hub","time":1795400400220},"parts":[{"at":{"feed":"Bm-vxizQQK-hu2v4Won9kw","seq":13},"effect":"applied","version":"1.LENvwHQ4"},{"at":{"feed":"Bm-vxizQQK-hu2v4Won9kw","seq":14},"effect":"applied","version":"1.xupdjwjD"}]}');
INSERT INTO foreign_row (record, class, feed, version, by, at, unsettled, bytes) VALUES (X'FD06FE27C2124DB38759FB8E6DF2EE90', 'outcome', X'51BDD36EB3A446909700D55A47CDDC30', '1.9Sz19lw6', X'89C67E7C684446AC852FFEBA8751C3FF', 1795488120540, 0, '{"mseq":5,"occurred":{"plus_minus":9666,"source":"hub","time":1795488120540},"parts":[{"at":{"feed":"Bm-vxizQQK-hu2v4Won9kw","seq":20},"effect":"applied","version":"1.lUGxHQ3I"}]}');
INSERT INTO gram (g, id) VALUES ('#0000', 3);
INSERT INTO gram (g, id) VALUES ('#0000', 4);
INSERT INTO gram (g, id) VALUES ('#0002', 2);
INSERT INTO gram (g, id) VALUES ('#0009', 1);
INSERT INTO gram (g, id) VALUES ('@101', 1);
INSERT INTO gram (g, id) VALUES ('@102', 2);
INSERT INTO gram (g, id) VALUES ('@302', 3);
INSERT INTO gram (g, id) VALUES ('^赵小雨', 5);
INSERT INTO gram (g, id) VALUES ('^赵建国', 1);
INSERT INTO gram (g, id) VALUES ('^赵秀英', 2);
INSERT INTO gram (g, id) VALUES ('^钱建国', 3);
INSERT INTO gram (g, id) VALUES ('^钱秀英', 4);
INSERT INTO gram (g, id) VALUES ('qjg', 3);
INSERT INTO gram (g, id) VALUES ('qxy', 4);
INSERT INTO gram (g, id) VALUES ('zjg', 1);
INSERT INTO gram (g, id) VALUES ('zxy', 2);
INSERT INTO gram (g, id) VALUES ('zxy', 5);
INSERT INTO gram (g, id) VALUES ('国', 1);
INSERT INTO gram (g, id) VALUES ('国', 3);
INSERT INTO gram (g, id) VALUES ('小雨', 5);
INSERT INTO gram (g, id) VALUES ('建国', 1);
INSERT INTO gram (g, id) VALUES ('建国', 3);
INSERT INTO gram (g, id) VALUES ('秀英', 2);
INSERT INTO gram (g, id) VALUES ('秀英', 4);
INSERT INTO gram (g, id) VALUES ('英', 2);
INSERT INTO gram (g, id) VALUES ('英', 4);
INSERT INTO gram (g, id) VALUES ('雨', 5);
INSERT INTO gram_mark (id, person, dwelling) VALUES (1, 5, 3);
INSERT INTO household (record, feed, version_n, version_tag, by_account, at, unsettled, dwelling, number, head, note, rest, walk) VALUES (X'FC6797F629FC493798F038476B7EDB16', X'066FAFC62CD040AFA1BB6BF85A89FD93', 1, X'3563C2C16626', X'32DF648E9AA6486A9BE35F3AED9FFD25', 1795399200000, 0, X'7A399642651D4D82ADFF88FCD2D482E0', NULL, X'975AFECF81A74824BF5820B1E48B4EA2', NULL, NULL, X'3E198739324B4BC5A1789777687875EF3030303030303031E58FB7E6A5BC013030303030303031E58D95E58583013030303030313031');
INSERT INTO household (record, feed, version_n, version_tag, by_account, at, unsettled, dwelling, number, head, note, rest, walk) VALUES (X'ADD120B90D4B4F19A2127C228A6214FA', X'066FAFC62CD040AFA1BB6BF85A89FD93', 1, X'185FE5DD89C8', X'32DF648E9AA6486A9BE35F3AED9FFD25', 1795399200000, 0, X'6BD301E88CA046F38DBB4EE83227A26A', NULL, X'504D007F314A44E1973111E6CC71E8DD', NULL, NULL, X'3E198739324B4BC5A1789777687875EF3030303030303031E58FB7E6A5BC013030303030303031E58D95E58583013030303030313032');
INSERT INTO household (record, feed, version_n, version_tag, by_account, at, unsettled, dwelling, number, head, note, rest, walk) VALUES (X'A2EC1CF60CD64618A2C8CC5B41ECD18E', X'066FAFC62CD040AFA1BB6BF85A89FD93', 1, X'C6EA5D8F08C3', X'89C67E7C684446AC852FFEBA8751C3FF', 1795400400220, 0, X'0CC4F633BF7B4A81A9558E2B5B9A9FAB', '2-302', NULL, '新住户', NULL, X'000000000000000000000000000000003030303030303032E58FB7E6A5BC01013030303030333032');
INSERT INTO matter (record, feed, version_n, version_tag, by_account, at, unsettled, kind, category, content, area, place, position, household, visit, photos, state, reason, department, due, rest) VALUES (X'BDBA1E6A96CE4BB7AF53A488D08171BA', X'066FAFC62CD040AFA1BB6BF85A89FD93', 3, X'72C37E7E8763', X'72AA1207C2484720B49FD74BEE481158', 1795488720640, 0, 'coordination', 'municipal', '路灯不亮。', X'3E198739324B4BC5A1789777687875EF', '小区东门', NULL, NULL, NULL, NULL, 'dispatched', NULL, '城管办', NULL, NULL);
INSERT INTO notice (record, feed, version_n, version_tag, by_account, at, unsettled, kind, about, words, by, time, rest) VALUES (X'4F7D1A3F7D66469BB9705AD7191F6878', X'51BDD36EB3A446909700D55A47CDDC30', 1, X'D017A2A7990E', X'2B67A3E2E73143E3BC59E23E66A193E6', 1795488060560, 0, 'visit_returned', X'D8265DFE96EF447B9305F7D6D29DD630', '请写明约在哪一天。', '周敏', 1795488060560, NULL);
INSERT INTO op (saved, op, body, at, mseq, chain) VALUES (1, X'6D918E82CE1448B1B46EFC9EF2B47C18', '{"op":"bZGOgs4USLG0bvye8rR8GA","salt":"iQHTzNdxko6KSNybUuzWKw","author":"icZ-fGhERqyFL_66h1HD_w","grant_ver":1,"clock":{"at":{"wall":1795399200240,"mono":3600240,"boot":1},"mark":{"hub":1795399200100,"at":{"wall":1795399200120,"mono":3600120,"boot":1},"trip":40}},"parts":[{"class":"photo","record":"-zhaF3t3QNS9maB3k5p86g","feed":"Bm-vxizQQK-hu2v4Won9kw","patch":{"sha256":"q6EyCegyyphrXWVOXM6hpbBaIFCO-_sCUvQ1S2ZoxJ4","size":400,"thumb_sha256":"ljLxGkIlPAnRlcPS6r-7X35C2UdQWCa0BNbJYNTfApY","thumb_size":2000,"type":"image/jpeg"}},{"class":"visit","record":"vKca4iS6S2Wjnirb7oLrkA","feed":"Bm-vxizQQK-hu2v4Won9kw","patch":{"content":"老人身体尚好，换了新号码。","household":"_GeX9in8STeY8DhHa37bFg","met":"met","people":["l1r-z4GnSCS_WCCx5ItOog"],"photos":["-zhaF3t3QNS9maB3k5p86g"],"position":{"accuracy":12,"lat":300000000,"lon":1200000000,"source":"gnss"},"promise":"下周送药","purpose":"care"}},{"class":"person","record":"l1r-z4GnSCS_WCCx5ItOog","feed":"Bm-vxizQQK-hu2v4Won9kw","base":"1.D5lPeIs2","patch":{"phone":"10000000009"}},{"class":"person","record":"7b2icaziR4CoUuKxh7gnGg","feed":"Bm-vxizQQK-hu2v4Won9kw","patch":{"care":["disabled"],"household":"_GeX9in8STeY8DhHa37bFg","name":"赵小雨","note":"下午在家","relation":"child","workplace":"育才小学"}}]}', 1795399200220, 1, X'EDBF2EE2012A240B7A5A6E7D808CD7AE00B9A9F3C76E6BA784104596B5C9EE6B');
INSERT INTO op (saved, op, body, at, mseq, chain) VALUES (2, X'FAE57842A280406292E186283E272F33', '{"op":"-uV4QqKAQGKS4YYoPicvMw","salt":"-HHQeojiW6pikr2qHQI2FQ","author":"icZ-fGhERqyFL_66h1HD_w","grant_ver":1,"clock":{"at":{"wall":1795400400240,"mono":4800240,"boot":1},"mark":{"hub":1795399200100,"at":{"wall":1795399200120,"mono":3600120,"boot":1},"trip":40}},"parts":[{"class":"dwelling","record":"DMT2M797SoGpVY4rW5qfqw","feed":"Bm-vxizQQK-hu2v4Won9kw","patch":{"building":"2号楼","door":"302"}},{"class":"household","record":"ouwc9gzWRhiiyMxbQezRjg","feed":"Bm-vxizQQK-hu2v4Won9kw","patch":{"dwelling":"DMT2M797SoGpVY4rW5qfqw","note":"新住户","number":"2-302"}}]}', 1795400400220, 2, X'BB1048754EEDF753B8EAC4D773CD815075DBE2063E3D94E75134FF46F8B9949F');
INSERT INTO op (saved, op, body, at, mseq, chain) VALUES (3, X'ABEC1B8BA01343B9B1CD8A6FDE49742C', '{"op":"q-wbi6ATQ7mxzYpv3kl0LA","salt":"DOwo6RSgecI7zyPv8M7vbA","author":"icZ-fGhERqyFL_66h1HD_w","grant_ver":1,"clock":{"at":{"wall":1795400460240,"mono":4860240,"boot":1},"mark":{"hub":1795399200100,"at":{"wall":1795399200120,"mono":3600120,"boot":1},"trip":40}},"parts":[{"class":"visit","record":"2CZd_pbvRHuTBffW0p3WMA","feed":"Bm-vxizQQK-hu2v4Won9kw","patch":{"content":"住户不愿开门。","household":"rdEguQ1LTxmiEnwiimIU-g","met":"refused","purpose":"routine"}}]}', 1795400460220, 3, X'7D131E40A2C2E8A0B6EEF688D0369A43E69754E26E036FC8A59C05A284A697ED');
INSERT INTO op (saved, op, body, at, mseq, chain) VALUES (4, X'3FEA009A2244462C95F24D0B282B9213', '{"op":"P-oAmiJERiyV8k0LKCuSEw","salt":"G3j45fhyOideBOd5UlUL3A","author":"icZ-fGhERqyFL_66h1HD_w","grant_ver":1,"clock":{"at":{"wall":1795401660240,"mono":6060240,"boot":1},"mark":{"hub":1795399200100,"at":{"wall":1795399200120,"mono":3600120,"boot":1},"trip":40}},"parts":[{"class":"person","record":"LQ3L8uKZRwWrDg6tdKp56g","feed":"Bm-vxizQQK-hu2v4Won9kw","base":"1.aVk1_NTS","patch":{"phone":"10000000001"}}]}', 1795401660220, 4, X'21F044021DFA2CE41A0E1657342BEB920BEDA3103AE0F9A509C2F4964BA48584');
INSERT INTO op (saved, op, body, at, mseq, chain) VALUES (5, X'FD06FE27C2124DB38759FB8E6DF2EE90', '{"op":"_Qb-J8ISTbOHWfuObfLukA","salt":"ZC1tZvvvwmuY-ic-UDuzjA","author":"icZ-fGhERqyFL_66h1HD_w","grant_ver":1,"clock":{"at":{"wall":1795488120560,"mono":92520560,"boot":1},"mark":{"hub":1795401660260,"at":{"wall":1795401660280,"mono":6060280,"boot":1},"trip":40}},"parts":[{"class":"publicity","record":"oeGa0ygPRCWDntf-5Ox9CQ","feed":"Bm-vxizQQK-hu2v4Won9kw","patch":{"asked":200,"leaflets":3500,"place":"1号楼门前","subject":"防范电信诈骗"}}]}', 1795488120540, 5, X'34F18E372DB9960B6702BEEE731123E670FB95DC5C9D8DE770817DF6A0B3129D');
INSERT INTO op (saved, op, body, at, mseq, chain) VALUES (6, X'3ABB9D24400A4400B68794DF887CCCEB', '{"op":"OrudJEAKRAC2h5TfiHzM6w","salt":"myRyAKAJyUykfoQFcS9dlw","author":"icZ-fGhERqyFL_66h1HD_w","grant_ver":1,"clock":{"at":{"wall":1795488120560,"mono":92520560,"boot":1},"mark":{"hub":1795401660260,"at":{"wall":1795401660280,"mono":6060280,"boot":1},"trip":40}},"parts":[{"class":"matter","record":"vboeapbOS7evU6SI0IFxug","feed":"Bm-vxizQQK-hu2v4Won9kw","patch":{"area":"PhmHOTJLS8WheJd3aHh17w","category":"municipal","content":"路灯不亮。","kind":"coordination","place":"小区东门","state":"reported"}}]}', 1795488120540, 6, X'A0C13BE5F39AB2E2EB736BE177FDC8805B9B580AB02109191F49FFE99D704A60');
INSERT INTO op (saved, op, body, at, mseq, chain) VALUES (7, X'01010101010141018101010101010101', '{"op":"AQEBAQEBQQGBAQEBAQEBAQ","salt":"BwcHBwcHBwcHBwcHBwcHBw","author":"icZ-fGhERqyFL_66h1HD_w","grant_ver":1,"clock":{"at":{"wall":1795489320640,"mono":93720640,"boot":1}},"parts":[{"class":"person","record":"l1r-z4GnSCS_WCCx5ItOog","feed":"Bm-vxizQQK-hu2v4Won9kw","base":"2.B1qjq-at","patch":{"mood":{"scale":4,"words":["平静"]}}},{"class":"drone","record":"AwMDAwMDQwODAwMDAwMDAw","feed":"Bm-vxizQQK-hu2v4Won9kw","patch":{"track":[1,2,3]}}]}', 1795489320640, 7, X'1706C95CA6A828711DCF7760D3A8B9232BE634BFBC341AA5F35F6977D130CB4B');
INSERT INTO op (saved, op, body, at, mseq, chain) VALUES (8, X'398979EBE41D4725B942C2DC30021B6C', '{"op":"OYl56-QdRyW5QsLcMAIbbA","salt":"l1m0hmvZMEmCKYv8_PUFGA","author":"icZ-fGhERqyFL_66h1HD_w","grant_ver":1,"clock":{"at":{"wall":1795575720720,"mono":180120720,"boot":1},"mark":{"hub":1795489320660,"at":{"wall":1795489320680,"mono":93720680,"boot":1},"trip":40}},"parts":[{"class":"visit","record":"8H8thtekTRGRNGYKpHy6ng","feed":"Bm-vxizQQK-hu2v4Won9kw","patch":{"amends":"2CZd_pbvRHuTBffW0p3WMA","content":"住户不愿开门，约在星期五再来。","household":"rdEguQ1LTxmiEnwiimIU-g","met":"refused","purpose":"routine"}}]}', 1795575720700, 8, X'4D61CD923A0822C97612DD433F619813567C5A0BF97B0A08A840DF88C1964400');
INSERT INTO op (saved, op, body, at, mseq, chain) VALUES (9, X'DFF79425AA1245A5A3178B58B0F18B86', '{"op":"3_eUJaoSRaWjF4tYsPGLhg","salt":"81_1ZVU9gAavOvROrALLFw","author":"icZ-fGhERqyFL_66h1HD_w","grant_ver":1,"clock":{"at":{"wall":1795575780720,"mono":180180720,"boot":1},"mark":{"hub":1795489320660,"at":{"wall":1795489320680,"mono":93720680,"boot":1},"trip":40}},"parts":[{"class":"photo","record":"UF5x66WkScKlB9GmB30X1A","feed":"Bm-vxizQQK-hu2v4Won9kw","patch":{"sha256":"F2H_mEIUP3lev248jLDamNSVCVDZyBTeiCBif8gqhhU","size":300,"thumb_sha256":"Tl2aTRzbyjs4xMwftjlw4bxMjZZpg0g1a7WaQLbyBIU","thumb_size":2000,"type":"image/jpeg"}},{"class":"visit","record":"NlK6YZaPRSmj4WJnan90Pw","feed":"Bm-vxizQQK-hu2v4Won9kw","patch":{"content":"已约好时间。","household":"rdEguQ1LTxmiEnwiimIU-g","met":"met","photos":["UF5x66WkScKlB9GmB30X1A"],"purpose":"follow_up"}}]}', 1795575780700, NULL, NULL);
INSERT INTO part (saved, part, class, record, feed, settled, effect, why, words, version, at_feed, at_seq) VALUES (1, 0, 'photo', X'FB385A177B7740D4BD99A077939A7CEA', X'066FAFC62CD040AFA1BB6BF85A89FD93', 1, 'applied', NULL, NULL, '1.j_geYThq', X'066FAFC62CD040AFA1BB6BF85A89FD93', 9);
INSERT INTO part (saved, part, class, record, feed, settled, effect, why, words, version, at_feed, at_seq) VALUES (1, 1, 'visit', X'BCA71AE224BA4B65A39E2ADBEE82EB90', X'066FAFC62CD040AFA1BB6BF85A89FD93', 1, 'applied', NULL, NULL, '1.kLRWqyPs', X'066FAFC62CD040AFA1BB6BF85A89FD93', 10);
INSERT INTO part (saved, part, class, record, feed, settled, effect, why, words, version, at_feed, at_seq) VALUES (1, 2, 'person', X'975AFECF81A74824BF5820B1E48B4EA2', X'066FAFC62CD040AFA1BB6BF85A89FD93', 1, 'applied', NULL, NULL, '2.B1qjq-at', X'066FAFC62CD040AFA1BB6BF85A89FD93', 11);
INSERT INTO part (saved, part, class, record, feed, settled, effect, why, words, version, at_feed, at_seq) VALUES (1, 3, 'person', X'EDBDA271ACE24780A852E2B187B8271A', X'066FAFC62CD040AFA1BB6BF85A89FD93', 1, 'applied', NULL, NULL, '1.QW8rozPS', X'066FAFC62CD040AFA1BB6BF85A89FD93', 12);
INSERT INTO part (saved, part, class, record, feed, settled, effect, why, words, version, at_feed, at_seq) VALUES (2, 0, 'dwelling', X'0CC4F633BF7B4A81A9558E2B5B9A9FAB', X'066FAFC62CD040AFA1BB6BF85A89FD93', 1, 'applied', NULL, NULL, '1.LENvwHQ4', X'066FAFC62CD040AFA1BB6BF85A89FD93', 13);
INSERT INTO part (saved, part, class, record, feed, settled, effect, why, words, version, at_feed, at_seq) VALUES (2, 1, 'household', X'A2EC1CF60CD64618A2C8CC5B41ECD18E', X'066FAFC62CD040AFA1BB6BF85A89FD93', 1, 'applied', NULL, NULL, '1.xupdjwjD', X'066FAFC62CD040AFA1BB6BF85A89FD93', 14);
INSERT INTO part (saved, part, class, record, feed, settled, effect, why, words, version, at_feed, at_seq) VALUES (3, 0, 'visit', X'D8265DFE96EF447B9305F7D6D29DD630', X'066FAFC62CD040AFA1BB6BF85A89FD93', 1, 'applied', NULL, NULL, '1._4_0oZDs', X'066FAFC62CD040AFA1BB6BF85A89FD93', 15);
INSERT INTO part (saved, part, class, record, feed, settled, effect, why, words, version, at_feed, at_seq) VALUES (4, 0, 'person', X'2D0DCBF2E2994705AB0E0EAD74AA79EA', X'066FAFC62CD040AFA1BB6BF85A89FD93', 1, 'applied', NULL, NULL, '2.ornsVjef', X'066FAFC62CD040AFA1BB6BF85A89FD93', 16);
INSERT INTO part (saved, part, class, record, feed, settled, effect, why, words, version, at_feed, at_seq) VALUES (5, 0, 'publicity', X'A1E19AD3280F4425839ED7FEE4EC7D09', X'066FAFC62CD040AFA1BB6BF85A89FD93', 1, 'applied', NULL, NULL, '1.lUGxHQ3I', X'066FAFC62CD040AFA1BB6BF85A89FD93', 20);
INSERT INTO part (saved, part, class, record, feed, settled, effect, why, words, version, at_feed, at_seq) VALUES (6, 0, 'matter', X'BDBA1E6A96CE4BB7AF53A488D08171BA', X'066FAFC62CD040AFA1BB6BF85A89FD93', 1, 'applied', NULL, NULL, '1.hZ4SNQmi', X'066FAFC62CD040AFA1BB6BF85A89FD93', 21);
INSERT INTO part (saved, part, class, record, feed, settled, effect, why, words, version, at_feed, at_seq) VALUES (7, 0, 'person', X'975AFECF81A74824BF5820B1E48B4EA2', X'066FAFC62CD040AFA1BB6BF85A89FD93', 1, 'applied', NULL, NULL, '3.mFWpi_IQ', X'066FAFC62CD040AFA1BB6BF85A89FD93', 24);
INSERT INTO part (saved, part, class, record, feed, settled, effect, why, words, version, at_feed, at_seq) VALUES (7, 1, 'drone', X'03030303030343038303030303030303', X'066FAFC62CD040AFA1BB6BF85A89FD93', 1, 'applied', NULL, NULL, '1.fk2r1_hM', X'066FAFC62CD040AFA1BB6BF85A89FD93', 25);
INSERT INTO part (saved, part, class, record, feed, settled, effect, why, words, version, at_feed, at_seq) VALUES (8, 0, 'visit', X'F07F2D86D7A44D119134660AA47CBA9E', X'066FAFC62CD040AFA1BB6BF85A89FD93', 0, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO part (saved, part, class, record, feed, settled, effect, why, words, version, at_feed, at_seq) VALUES (9, 0, 'photo', X'505E71EBA5A449C2A507D1A6077D17D4', X'066FAFC62CD040AFA1BB6BF85A89FD93', 0, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO part (saved, part, class, record, feed, settled, effect, why, words, version, at_feed, at_seq) VALUES (9, 1, 'visit', X'3652BA61968F4529A3E162676A7F743F', X'066FAFC62CD040AFA1BB6BF85A89FD93', 0, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO person (id, record, feed, version_n, version_tag, by_account, at, unsettled, household, name, sex, birth, document_kind, document, phone, relation, residence, care, standing, standing_reason, workplace, note, rest) VALUES (1, X'975AFECF81A74824BF5820B1E48B4EA2', X'066FAFC62CD040AFA1BB6BF85A89FD93', 3, X'9855A98BF210', X'89C67E7C684446AC852FFEBA8751C3FF', 1795489320640, 0, X'FC6797F629FC493798F038476B7EDB16', '赵建国', NULL, NULL, NULL, NULL, '10000000009', 'head', 'registered', NULL, NULL, NULL, NULL, NULL, '{"mood":{"scale":4,"words":["平静"]}}');
INSERT INTO person (id, record, feed, version_n, version_tag, by_account, at, unsettled, household, name, sex, birth, document_kind, document, phone, relation, residence, care, standing, standing_reason, workplace, note, rest) VALUES (2, X'2D0DCBF2E2994705AB0E0EAD74AA79EA', X'066FAFC62CD040AFA1BB6BF85A89FD93', 3, X'817232872EAE', X'AA43A4542EE0422CAAAA5808BC4DA524', 1795401660220, 0, X'FC6797F629FC493798F038476B7EDB16', '赵秀英', NULL, NULL, NULL, NULL, '10000000002', 'spouse', 'registered', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO person (id, record, feed, version_n, version_tag, by_account, at, unsettled, household, name, sex, birth, document_kind, document, phone, relation, residence, care, standing, standing_reason, workplace, note, rest) VALUES (3, X'504D007F314A44E1973111E6CC71E8DD', X'066FAFC62CD040AFA1BB6BF85A89FD93', 1, X'0C1861980ACE', X'32DF648E9AA6486A9BE35F3AED9FFD25', 1795399200000, 0, X'ADD120B90D4B4F19A2127C228A6214FA', '钱建国', NULL, NULL, NULL, NULL, '10000000000', 'head', 'registered', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO person (id, record, feed, version_n, version_tag, by_account, at, unsettled, household, name, sex, birth, document_kind, document, phone, relation, residence, care, standing, standing_reason, workplace, note, rest) VALUES (4, X'FB3FD008B6174B5481B28AAD200A7E3D', X'066FAFC62CD040AFA1BB6BF85A89FD93', 1, X'74A11F0A152D', X'32DF648E9AA6486A9BE35F3AED9FFD25', 1795399200000, 0, X'ADD120B90D4B4F19A2127C228A6214FA', '钱秀英', NULL, NULL, NULL, NULL, '10000000000', 'spouse', 'registered', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO person (id, record, feed, version_n, version_tag, by_account, at, unsettled, household, name, sex, birth, document_kind, document, phone, relation, residence, care, standing, standing_reason, workplace, note, rest) VALUES (5, X'EDBDA271ACE24780A852E2B187B8271A', X'066FAFC62CD040AFA1BB6BF85A89FD93', 1, X'416F2BA333D2', X'89C67E7C684446AC852FFEBA8751C3FF', 1795399200220, 0, X'FC6797F629FC493798F038476B7EDB16', '赵小雨', NULL, NULL, NULL, NULL, NULL, 'child', NULL, '["disabled"]', NULL, NULL, '育才小学', '下午在家', NULL);
INSERT INTO photo (record, feed, version_n, version_tag, by_account, at, unsettled, sha256, size, type, thumb_sha256, thumb_size, rest) VALUES (X'FB385A177B7740D4BD99A077939A7CEA', X'066FAFC62CD040AFA1BB6BF85A89FD93', 1, X'8FF81E61386A', X'89C67E7C684446AC852FFEBA8751C3FF', 1795399200220, 0, 'q6EyCegyyphrXWVOXM6hpbBaIFCO-_sCUvQ1S2ZoxJ4', 400, 'image/jpeg', 'ljLxGkIlPAnRlcPS6r-7X35C2UdQWCa0BNbJYNTfApY', 2000, NULL);
INSERT INTO photo (record, feed, version_n, version_tag, by_account, at, unsettled, sha256, size, type, thumb_sha256, thumb_size, rest) VALUES (X'505E71EBA5A449C2A507D1A6077D17D4', X'066FAFC62CD040AFA1BB6BF85A89FD93', NULL, NULL, X'89C67E7C684446AC852FFEBA8751C3FF', 1795575780700, 1, 'F2H_mEIUP3lev248jLDamNSVCVDZyBTeiCBif8gqhhU', 300, 'image/jpeg', 'Tl2aTRzbyjs4xMwftjlw4bxMjZZpg0g1a7WaQLbyBIU', 2000, NULL);
INSERT INTO photo_file (sha256, size, thumbnail, state, sent, reason) VALUES (X'1761FF9842143F795EBF6E3C8CB0DA98D4950950D9C814DE8820627FC82A8615', 300, 0, 'local', 0, NULL);
INSERT INTO photo_file (sha256, size, thumbnail, state, sent, reason) VALUES (X'4E5D9A4D1CDBCA3B38C4CC1FB63970E1BC4C8D96698348356BB59A40B6F20485', 2000, 1, 'local', 0, NULL);
INSERT INTO photo_file (sha256, size, thumbnail, state, sent, reason) VALUES (X'9632F11A42253C09D195C3D2EABFBB5F7E42D947505826B404D6C960D4DF0296', 2000, 1, 'durable', 0, NULL);
INSERT INTO photo_file (sha256, size, thumbnail, state, sent, reason) VALUES (X'ABA13209E832CA986B5D654E5CCEA1A5B05A20508EFBFB0252F4354B6668C49E', 400, 0, 'durable', 0, NULL);
INSERT INTO photo_use (sha256, saved) VALUES (X'1761FF9842143F795EBF6E3C8CB0DA98D4950950D9C814DE8820627FC82A8615', 9);
INSERT INTO photo_use (sha256, saved) VALUES (X'4E5D9A4D1CDBCA3B38C4CC1FB63970E1BC4C8D96698348356BB59A40B6F20485', 9);
INSERT INTO photo_use (sha256, saved) VALUES (X'9632F11A42253C09D195C3D2EABFBB5F7E42D947505826B404D6C960D4DF0296', 1);
INSERT INTO photo_use (sha256, saved) VALUES (X'ABA13209E832CA986B5D654E5CCEA1A5B05A20508EFBFB0252F4354B6668C49E', 1);
INSERT INTO receipt (mseq, chain, received_at, sig) VALUES (4, X'21F044021DFA2CE41A0E1657342BEB920BEDA3103AE0F9A509C2F4964BA48584', 1795401660260, X'B59DF69E3D5E0C4C46BFD4CB1D1051A9AA3AD00070F23725372E3DEC79FADF9184E3EAE96C4C7552AB815D1CE5C801026C9A7EC1D20605AEF752DD108DAD8912');
INSERT INTO receipt (mseq, chain, received_at, sig) VALUES (6, X'A0C13BE5F39AB2E2EB736BE177FDC8805B9B580AB02109191F49FFE99D704A60', 1795488120580, X'ED39886F9BE8795558E419BAF0E9ACDD0F3B9654A7BB4D1C4DCC2EDFCF4C7909355A37386FE857CB25E9C51C24D34FF2B362457A9AD61C2C8FD070B1C89C5B8E');
INSERT INTO receipt (mseq, chain, received_at, sig) VALUES (7, X'1706C95CA6A828711DCF7760D3A8B9232BE634BFBC341AA5F35F6977D130CB4B', 1795489320660, X'395D435125DBC99BE9BF54876DF9029E3E68AE06A9F19612B13C53065303E6869410100B50265DDE6D30BCDAD9A2EA829E97E51418CC245ABB2A82D33EA4E8F8');
INSERT INTO review (record, feed, version_n, version_tag, by_account, at, unsettled, visit, verdict, reason, rest) VALUES (X'5021490DB9D9415E85CDE445630EA538', X'066FAFC62CD040AFA1BB6BF85A89FD93', 1, X'88136E605835', X'2B67A3E2E73143E3BC59E23E66A193E6', 1795488060560, 0, X'D8265DFE96EF447B9305F7D6D29DD630', 'returned', '请写明约在哪一天。', NULL);
INSERT INTO setting (record, feed, version_n, version_tag, by_account, at, unsettled, name, rest) VALUES (X'8A897C2A00C4489EAF893AFABCFD21AE', X'445773721370492E93E35BAD3E7FCFE1', 1, X'0F269D9880D0', X'32DF648E9AA6486A9BE35F3AED9FFD25', 1795399200000, 0, 'emergency_phone', '{"value":"110"}');
INSERT INTO sqlite_sequence (name, seq) VALUES ('op', 9);
INSERT INTO sync_state (id, staged_mseq, staged_chain, durable_mseq, safe_mseq, safe_chain, need, fork, revoked, stopped, batch, failures, mark_hub, mark_wall, mark_mono, mark_boot, mark_trip) VALUES (1, 8, X'4D61CD923A0822C97612DD433F619813567C5A0BF97B0A08A840DF88C1964400', 7, 0, X'F9EFB234F713C13BFC210D5D2FD343E90A0ABE251F0116C1199A5D88A6112F64', NULL, NULL, 0, NULL, 524288, 1, 1795489320660, 1795489320680, 93720680, 1, 40);
INSERT INTO visit (record, feed, version_n, version_tag, by_account, at, unsettled, household, purpose, met, people, content, promise, position, photos, amends, rest) VALUES (X'BCA71AE224BA4B65A39E2ADBEE82EB90', X'066FAFC62CD040AFA1BB6BF85A89FD93', 1, X'90B456AB23EC', X'89C67E7C684446AC852FFEBA8751C3FF', 1795399200220, 0, X'FC6797F629FC493798F038476B7EDB16', 'care', 'met', '["l1r-z4GnSCS_WCCx5ItOog"]', '老人身体尚好，换了新号码。', '下周送药', '{"accuracy":12,"lat":300000000,"lon":1200000000,"source":"gnss"}', '["-zhaF3t3QNS9maB3k5p86g"]', NULL, NULL);
INSERT INTO visit (record, feed, version_n, version_tag, by_account, at, unsettled, household, purpose, met, people, content, promise, position, photos, amends, rest) VALUES (X'D8265DFE96EF447B9305F7D6D29DD630', X'066FAFC62CD040AFA1BB6BF85A89FD93', 1, X'FF8FF4A190EC', X'89C67E7C684446AC852FFEBA8751C3FF', 1795400460220, 0, X'ADD120B90D4B4F19A2127C228A6214FA', 'routine', 'refused', NULL, '住户不愿开门。', NULL, NULL, NULL, NULL, NULL);
INSERT INTO visit (record, feed, version_n, version_tag, by_account, at, unsettled, household, purpose, met, people, content, promise, position, photos, amends, rest) VALUES (X'F07F2D86D7A44D119134660AA47CBA9E', X'066FAFC62CD040AFA1BB6BF85A89FD93', NULL, NULL, X'89C67E7C684446AC852FFEBA8751C3FF', 1795575720700, 1, X'ADD120B90D4B4F19A2127C228A6214FA', 'routine', 'refused', NULL, '住户不愿开门，约在星期五再来。', NULL, NULL, NULL, X'D8265DFE96EF447B9305F7D6D29DD630', NULL);
INSERT INTO visit (record, feed, version_n, version_tag, by_account, at, unsettled, household, purpose, met, people, content, promise, position, photos, amends, rest) VALUES (X'3652BA61968F4529A3E162676A7F743F', X'066FAFC62CD040AFA1BB6BF85A89FD93', NULL, NULL, X'89C67E7C684446AC852FFEBA8751C3FF', 1795575780700, 1, X'ADD120B90D4B4F19A2127C228A6214FA', 'follow_up', 'met', NULL, '已约好时间。', NULL, NULL, '["UF5x66WkScKlB9GmB30X1A"]', NULL, NULL);
COMMIT;
PRAGMA user_version = 2;
