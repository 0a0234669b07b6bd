-- Who may come in from outside, for servers and crmctl. These tables belong to no customer and are small.

CREATE TABLE auth_user (
  name TEXT COLLATE "C" PRIMARY KEY,
  password_hash TEXT NOT NULL,
  role TEXT NOT NULL,
  disabled BOOLEAN NOT NULL,
  must_change_password BOOLEAN NOT NULL,
  token_version BIGINT NOT NULL,
  failed_sign_ins BIGINT NOT NULL,
  locked_until TIMESTAMPTZ,
  last_sign_in_at TIMESTAMPTZ,
  created_at TIMESTAMPTZ NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL
);

-- A session is a row here for each refresh token that it ever had, until it ends.
CREATE TABLE auth_refresh (
  token_hash TEXT COLLATE "C" PRIMARY KEY,
  session_id TEXT COLLATE "C" NOT NULL,
  user_name TEXT COLLATE "C" NOT NULL,
  used BOOLEAN NOT NULL,
  expires_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX auth_refresh_by_session ON auth_refresh (session_id);
CREATE INDEX auth_refresh_by_user ON auth_refresh (user_name);

CREATE TABLE auth_key (
  name TEXT COLLATE "C" PRIMARY KEY,
  key_hash TEXT COLLATE "C" NOT NULL UNIQUE,
  rights TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  expires_at TIMESTAMPTZ,
  last_used_at TIMESTAMPTZ
);
