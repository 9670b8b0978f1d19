/** The PostgreSQL schema, as the steps that lead to it. A step once released is never edited; `porchlight.schema` counts the steps taken.
 *
 *  `heads` is narrow and changes with every append: half-empty pages let it change in place (HOT), so no column of it has an index but
 *  its key. Log and heads are divided by couple: a sweep or a vacuum of one part leaves the others alone. What is sealed
 *  does not compress, so it is stored plain (`EXTERNAL`). Rule: NODE-2, NODE-13 */

const parts = 16

/** @param storage options of each part */
const dividedByCouple = (table: string, storage: string): string =>
  Array.from(
    { length: parts },
    (_, part) =>
      `CREATE TABLE ${table}_${part} PARTITION OF ${table} FOR VALUES WITH (MODULUS ${parts}, REMAINDER ${part}) WITH (${storage});`,
  ).join('\n')

/** Rows come and go by the million, and a part is small: it is cleaned when a tenth of it is dead, not a fifth. */
const cleanedOften = 'autovacuum_vacuum_scale_factor = 0.1'

export const postgresMigrations: readonly string[] = [
  `
  CREATE TABLE couples (
    id text PRIMARY KEY,
    epoch bigint NOT NULL,
    created_day text NOT NULL,
    seen_day text NOT NULL
  );

  CREATE TABLE devices (
    id text PRIMARY KEY,
    couple text NOT NULL REFERENCES couples(id) ON DELETE CASCADE,
    person text NOT NULL CHECK (person IN ('a', 'b')),
    token_hash text NOT NULL UNIQUE,
    state text NOT NULL CHECK (state IN ('pending', 'active', 'revoked')),
    created_day text NOT NULL
  );
  CREATE INDEX devices_by_couple ON devices(couple);

  CREATE TABLE heads (
    couple text NOT NULL REFERENCES couples(id) ON DELETE CASCADE,
    epoch bigint NOT NULL,
    head bigint NOT NULL DEFAULT 0,
    folded bigint NOT NULL DEFAULT 0,
    tail_bytes bigint NOT NULL DEFAULT 0,
    base_bytes bigint NOT NULL,
    PRIMARY KEY (couple, epoch)
  ) PARTITION BY HASH (couple);
  ${dividedByCouple('heads', `fillfactor = 50, ${cleanedOften}`)}

  CREATE TABLE bases (
    couple text NOT NULL,
    epoch bigint NOT NULL,
    state_vector bytea NOT NULL,
    base bytea NOT NULL,
    PRIMARY KEY (couple, epoch),
    FOREIGN KEY (couple, epoch) REFERENCES heads(couple, epoch) ON DELETE CASCADE
  ) PARTITION BY HASH (couple);
  ALTER TABLE bases ALTER COLUMN base SET STORAGE EXTERNAL;
  ${dividedByCouple('bases', cleanedOften)}

  CREATE TABLE log (
    couple text NOT NULL,
    epoch bigint NOT NULL,
    seq bigint NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (couple, epoch, seq)
  ) PARTITION BY HASH (couple);
  ALTER TABLE log ALTER COLUMN bytes SET STORAGE EXTERNAL;
  ${dividedByCouple('log', cleanedOften)}

  CREATE TABLE quarantine (
    couple text NOT NULL,
    epoch bigint NOT NULL,
    seq bigint NOT NULL,
    bytes bytea NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (couple, epoch, seq),
    FOREIGN KEY (couple, epoch) REFERENCES heads(couple, epoch) ON DELETE CASCADE
  );

  CREATE TABLE epoch_records (
    recipient text NOT NULL,
    epoch bigint NOT NULL,
    couple text NOT NULL REFERENCES couples(id) ON DELETE CASCADE,
    sender text NOT NULL,
    enc text NOT NULL,
    ct text NOT NULL,
    PRIMARY KEY (recipient, epoch)
  );
  CREATE INDEX epoch_records_by_couple ON epoch_records(couple);

  CREATE TABLE invites (
    id text PRIMARY KEY,
    couple text NOT NULL REFERENCES couples(id) ON DELETE CASCADE,
    creator text NOT NULL,
    person text NOT NULL CHECK (person IN ('a', 'b')),
    claim_auth_hash text NOT NULL,
    state text NOT NULL CHECK (state IN ('waiting', 'claimed', 'revealed', 'done', 'burned')),
    expires bigint NOT NULL,
    fails bigint NOT NULL DEFAULT 0,
    offer text,
    claim text,
    reveal text,
    device text
  );
  CREATE INDEX invites_by_couple ON invites(couple);

  CREATE TABLE recovery (
    id text PRIMARY KEY,
    auth_hash text NOT NULL,
    base text NOT NULL,
    couple text NOT NULL REFERENCES couples(id) ON DELETE CASCADE,
    person text NOT NULL CHECK (person IN ('a', 'b')),
    device text UNIQUE,
    device_expires bigint,
    UNIQUE (couple, person)
  );

  -- Devices and recovery words are one name space, because a record is addressed to either: the later of two equal ids is not
  -- inserted. The lock makes the later of two at once wait for the earlier.
  CREATE FUNCTION porchlight_one_name() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(NEW.id, 0));
    IF TG_TABLE_NAME = 'devices' THEN
      IF EXISTS (SELECT 1 FROM recovery WHERE id = NEW.id) THEN RETURN NULL; END IF;
    ELSIF EXISTS (SELECT 1 FROM devices WHERE id = NEW.id) THEN RETURN NULL;
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER devices_are_no_recovery_ids BEFORE INSERT ON devices FOR EACH ROW EXECUTE FUNCTION porchlight_one_name();
  CREATE TRIGGER recovery_ids_are_no_devices BEFORE INSERT ON recovery FOR EACH ROW EXECUTE FUNCTION porchlight_one_name();

  CREATE TABLE misses (id bigint PRIMARY KEY CHECK (id = 1), n bigint NOT NULL);
  INSERT INTO misses VALUES (1, 0);
  `,
]
