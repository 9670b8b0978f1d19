/** The SQLite schema, as the steps that lead to it. A step once released is never edited; `user_version` counts the steps taken.
 *
 *  `log` has no index but its own row id, and no foreign key: which rows belong to which room is held in memory and rebuilt by
 *  one scan at start (SYNC-5a: that is what keeps a durable update near the cost of the commit alone). */

/** "PrLt", so that a database of another program is recognised and left alone. */
export const applicationId = 0x50724c74

export const migrations: readonly string[] = [
  `
  CREATE TABLE couples (
    id TEXT PRIMARY KEY,
    epoch INTEGER NOT NULL,
    created_day TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE devices (
    id TEXT PRIMARY KEY,
    couple TEXT NOT NULL REFERENCES couples(id) ON DELETE CASCADE,
    person TEXT NOT NULL CHECK (person IN ('a', 'b')),
    token_hash TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL CHECK (state IN ('pending', 'active', 'revoked')),
    created_day TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX devices_by_couple ON devices(couple);

  CREATE TABLE rooms (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    couple TEXT NOT NULL REFERENCES couples(id) ON DELETE CASCADE,
    epoch INTEGER NOT NULL,
    folded_head INTEGER NOT NULL,
    state_vector BLOB NOT NULL,
    base BLOB NOT NULL,
    UNIQUE (couple, epoch)
  ) STRICT;

  CREATE TABLE log (
    seq INTEGER PRIMARY KEY,
    room INTEGER NOT NULL,
    bytes BLOB NOT NULL
  ) STRICT;

  CREATE TABLE quarantine (
    room INTEGER NOT NULL REFERENCES rooms(id) ON DELETE CASCADE,
    seq INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (room, seq)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE epoch_records (
    recipient TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    couple TEXT NOT NULL REFERENCES couples(id) ON DELETE CASCADE,
    sender TEXT NOT NULL,
    enc TEXT NOT NULL,
    ct TEXT NOT NULL,
    PRIMARY KEY (recipient, epoch)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX epoch_records_by_couple ON epoch_records(couple);

  CREATE TABLE invites (
    id TEXT PRIMARY KEY,
    couple TEXT NOT NULL REFERENCES couples(id) ON DELETE CASCADE,
    creator TEXT NOT NULL,
    person TEXT NOT NULL CHECK (person IN ('a', 'b')),
    claim_auth_hash TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'claimed', 'revealed', 'done', 'burned')),
    expires INTEGER NOT NULL,
    fails INTEGER NOT NULL DEFAULT 0,
    offer TEXT,
    claim TEXT,
    reveal TEXT,
    device TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX invites_by_couple ON invites(couple);

  CREATE TABLE misses (id INTEGER PRIMARY KEY CHECK (id = 1), n INTEGER NOT NULL) STRICT;
  INSERT INTO misses VALUES (1, 0);
  `,

  // Recovery words (RECOVER-1): `device` is who opened last, waiting to move the epoch until `device_expires`. Devices and
  // recovery ids are one name space, because a record is addressed to either: the later of two equal ids is not inserted.
  // `seen_day`: for couples there already, the day of this step, so that nobody counts as long gone.
  `
  CREATE TABLE recovery (
    id TEXT PRIMARY KEY,
    auth_hash TEXT NOT NULL,
    base TEXT NOT NULL,
    couple TEXT NOT NULL REFERENCES couples(id) ON DELETE CASCADE,
    person TEXT NOT NULL CHECK (person IN ('a', 'b')),
    device TEXT UNIQUE,
    device_expires INTEGER,
    UNIQUE (couple, person)
  ) STRICT, WITHOUT ROWID;
  CREATE TRIGGER devices_are_no_recovery_ids BEFORE INSERT ON devices
    WHEN EXISTS (SELECT 1 FROM recovery WHERE id = NEW.id) BEGIN SELECT RAISE(IGNORE); END;
  CREATE TRIGGER recovery_ids_are_no_devices BEFORE INSERT ON recovery
    WHEN EXISTS (SELECT 1 FROM devices WHERE id = NEW.id) BEGIN SELECT RAISE(IGNORE); END;

  ALTER TABLE couples ADD COLUMN seen_day TEXT NOT NULL DEFAULT '1970-01-01';
  UPDATE couples SET seen_day = date('now');
  `,
]
