// The steps from an empty file to the present form. A step that has been released is never changed: add another.
// The number of steps is the file's version (PRAGMA user_version).

const first = `
  CREATE TABLE accounts (
    account TEXT PRIMARY KEY,
    password_hash TEXT NOT NULL,
    role TEXT NOT NULL,
    name TEXT NOT NULL,
    spaces TEXT NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE sessions (
    token_hash TEXT PRIMARY KEY,
    account TEXT NOT NULL REFERENCES accounts (account) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX sessions_by_account ON sessions (account, created_at);

  CREATE TABLE alarms (
    id TEXT PRIMARY KEY,
    rule_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    occurrence INTEGER NOT NULL,
    name TEXT NOT NULL,
    advice TEXT,
    system TEXT NOT NULL,
    priority TEXT NOT NULL,
    state TEXT NOT NULL,
    space_id TEXT,
    point_ids TEXT NOT NULL,
    value REAL,
    raised_at INTEGER NOT NULL,
    cleared_at INTEGER,
    acknowledged_at INTEGER,
    acknowledged_by TEXT,
    comment TEXT
  ) STRICT;
  CREATE INDEX alarms_by_time ON alarms (raised_at);
  CREATE INDEX alarms_open ON alarms (raised_at) WHERE state <> 'normal';

  CREATE TABLE commands (
    id TEXT PRIMARY KEY,
    point_id TEXT NOT NULL,
    value REAL NOT NULL,
    state TEXT NOT NULL,
    priority TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    requested_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    ttl_ms INTEGER NOT NULL,
    reason TEXT,
    readback REAL
  ) STRICT;
  CREATE INDEX commands_by_time ON commands (requested_at);
  CREATE INDEX commands_by_point ON commands (point_id, requested_at);
  CREATE INDEX commands_by_state ON commands (state);

  -- Kept at least 180 days; nothing deletes from it yet.
  CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    account TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL
  ) STRICT;

  CREATE TABLE rules_state (one INTEGER PRIMARY KEY CHECK (one = 1), state TEXT NOT NULL) STRICT;
`;

/** Outbox positions that the rules have judged, kept with their state; and the books of the gateways. */
const second = `
  CREATE TABLE rules_ranges (
    gateway TEXT NOT NULL,
    outbox TEXT NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    changed_ms INTEGER NOT NULL,
    PRIMARY KEY (gateway, outbox, first)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE gateway_days (
    gateway TEXT NOT NULL,
    day TEXT NOT NULL,
    said TEXT NOT NULL,
    stored INTEGER NOT NULL,
    refused INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (gateway, day)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE gateway_totals (
    gateway TEXT PRIMARY KEY,
    positions INTEGER NOT NULL,
    refused INTEGER NOT NULL,
    stored INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE gaps (
    gateway TEXT NOT NULL,
    from_ms INTEGER NOT NULL,
    to_ms INTEGER NOT NULL,
    samples INTEGER NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (gateway, from_ms, why)
  ) STRICT, WITHOUT ROWID;
`;

/** Boards that people composed; and which boards of the description were planted already, so that a deleted one stays so. */
const third = `
  CREATE TABLE boards (
    id TEXT PRIMARY KEY,
    owner TEXT,
    shared_with TEXT NOT NULL,
    version INTEGER NOT NULL,
    content TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    deleted_at INTEGER
  ) STRICT;
  CREATE INDEX boards_by_owner ON boards (owner);

  CREATE TABLE planted_boards (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
`;

/** Drawings of floors, each version whole; the lines that were drawn by stand apart, as most versions share them. */
const fourth = `
  CREATE TABLE plan_backdrops (hash TEXT PRIMARY KEY, content TEXT NOT NULL) STRICT;

  CREATE TABLE plan_versions (
    building TEXT NOT NULL,
    floor TEXT NOT NULL,
    version INTEGER NOT NULL,
    content TEXT NOT NULL,
    backdrop TEXT REFERENCES plan_backdrops (hash),
    changes TEXT NOT NULL,
    restored INTEGER,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    PRIMARY KEY (building, floor, version)
  ) STRICT;
`;

/** What fitters decided of points, act by act, and the devices that were replaced. */
const acceptance = `
  CREATE TABLE acceptance_acts (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    account TEXT NOT NULL,
    revoked_at INTEGER,
    revoked_by TEXT
  ) STRICT;

  CREATE TABLE acceptances (
    point TEXT NOT NULL,
    act INTEGER NOT NULL REFERENCES acceptance_acts (number),
    verdict TEXT NOT NULL,
    note TEXT,
    evidence TEXT NOT NULL,
    PRIMARY KEY (point, act)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX acceptances_by_act ON acceptances (act);

  CREATE TABLE device_replacements (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    device TEXT NOT NULL,
    at INTEGER NOT NULL,
    account TEXT NOT NULL,
    serial TEXT NOT NULL,
    note TEXT
  ) STRICT;
  CREATE INDEX replacements_by_device ON device_replacements (device);
`;

/** Commands that release, hold until a time, carry the driver's words and a witness's; a release may have no value. */
const releases = `
  ALTER TABLE commands RENAME TO commands_before;
  DROP INDEX commands_by_time;
  DROP INDEX commands_by_point;
  DROP INDEX commands_by_state;

  CREATE TABLE commands (
    id TEXT PRIMARY KEY,
    point_id TEXT NOT NULL,
    value REAL,
    is_release INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL,
    priority TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    requested_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    ttl_ms INTEGER NOT NULL,
    until_ms INTEGER,
    reason TEXT,
    detail TEXT,
    readback REAL,
    witness TEXT,
    witness_point TEXT,
    witness_value REAL
  ) STRICT;
  INSERT INTO commands (id, point_id, value, state, priority, asked_by, requested_at, changed_at, ttl_ms, reason, readback)
    SELECT id, point_id, value, state, priority, asked_by, requested_at, changed_at, ttl_ms, reason, readback
    FROM commands_before ORDER BY rowid;
  DROP TABLE commands_before;

  CREATE INDEX commands_by_time ON commands (requested_at);
  CREATE INDEX commands_by_point ON commands (point_id, requested_at);
  CREATE INDEX commands_by_state ON commands (state);
`;

export const migrations: readonly string[] = [first, second, third, fourth, acceptance, releases];
