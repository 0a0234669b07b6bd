-- Who may come in from outside, for servers and crmctl. These tables belong to no customer and are small.

CREATE TABLE auth_user (
  name TEXT PRIMARY KEY,
  password_hash TEXT NOT NULL,
  role TEXT NOT NULL,
  disabled INTEGER NOT NULL CHECK (disabled IN (0, 1)),
  must_change_password INTEGER NOT NULL CHECK (must_change_password IN (0, 1)),
  token_version INTEGER NOT NULL,
  failed_sign_ins INTEGER NOT NULL,
  locked_until TEXT,
  last_sign_in_at TEXT,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- A session is a row here for each refresh token that it ever had, until it ends.
CREATE TABLE auth_refresh (
  token_hash TEXT PRIMARY KEY,
  session_id TEXT NOT NULL,
  user_name TEXT NOT NULL,
  used INTEGER NOT NULL CHECK (used IN (0, 1)),
  expires_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX auth_refresh_by_session ON auth_refresh (session_id);
CREATE INDEX auth_refresh_by_user ON auth_refresh (user_name);

CREATE TABLE auth_key (
  name TEXT PRIMARY KEY,
  key_hash TEXT NOT NULL UNIQUE,
  rights TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at TEXT NOT NULL,
  expires_at TEXT,
  last_used_at TEXT
) STRICT, WITHOUT ROWID;
