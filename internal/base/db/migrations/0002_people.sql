-- Entities, persons, teams, roles, and the ways to prove who one is.
CREATE TABLE entity (
  id {{pk}},
  parent_id BIGINT NOT NULL,
  path TEXT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  zone TEXT NOT NULL,
  calendar_id BIGINT NOT NULL,
  archived BOOLEAN NOT NULL,
  version BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX entity_path ON entity (path);
CREATE TABLE location (
  id {{pk}},
  parent_id BIGINT NOT NULL,
  entity_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  zone TEXT NOT NULL,
  archived BOOLEAN NOT NULL,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX location_name ON location (entity_id, parent_id, name);
CREATE TABLE person (
  id {{pk}},
  entity_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  email TEXT NOT NULL,
  phone TEXT NOT NULL,
  title TEXT NOT NULL,
  department TEXT NOT NULL,
  location_id BIGINT NOT NULL,
  manager_id BIGINT NOT NULL,
  language TEXT NOT NULL,
  zone TEXT NOT NULL,
  vip BOOLEAN NOT NULL,
  status TEXT NOT NULL,
  preferences TEXT NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX person_name ON person (name_key{{then_id}});
CREATE TABLE person_address (
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  person_id BIGINT NOT NULL REFERENCES person (id),
  verified_at BIGINT NOT NULL,
  PRIMARY KEY (kind, value)
) {{no_rowid}};
CREATE INDEX person_address_person ON person_address (person_id);
CREATE TABLE team (
  id {{pk}},
  entity_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  assignment TEXT NOT NULL,
  max_open BIGINT NOT NULL,
  calendar_id BIGINT NOT NULL,
  last_person_id BIGINT NOT NULL,
  archived BOOLEAN NOT NULL,
  version BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX team_name ON team (entity_id, name);
CREATE TABLE team_member (
  team_id BIGINT NOT NULL REFERENCES team (id),
  person_id BIGINT NOT NULL REFERENCES person (id),
  lead BOOLEAN NOT NULL,
  PRIMARY KEY (team_id, person_id)
) {{no_rowid}};
CREATE INDEX team_member_person ON team_member (person_id);
CREATE TABLE absence (
  id {{pk}},
  person_id BIGINT NOT NULL REFERENCES person (id),
  from_at BIGINT NOT NULL,
  until_at BIGINT NOT NULL,
  note TEXT NOT NULL
);
CREATE INDEX absence_person ON absence (person_id, until_at);
CREATE TABLE role (
  id {{pk}},
  key TEXT NOT NULL,
  name TEXT NOT NULL,
  help TEXT NOT NULL,
  shipped BOOLEAN NOT NULL,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX role_key ON role (key);
CREATE TABLE role_grant (
  role_id BIGINT NOT NULL REFERENCES role (id),
  permission TEXT NOT NULL,
  scope TEXT NOT NULL,
  PRIMARY KEY (role_id, permission)
) {{no_rowid}};
CREATE TABLE person_role (
  person_id BIGINT NOT NULL REFERENCES person (id),
  role_id BIGINT NOT NULL REFERENCES role (id),
  PRIMARY KEY (person_id, role_id)
) {{no_rowid}};
CREATE TABLE credential (
  person_id {{pk}},
  password TEXT NOT NULL,
  changed_at BIGINT NOT NULL
);
CREATE TABLE session (
  hash {{blob}} NOT NULL PRIMARY KEY,
  person_id BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  address TEXT NOT NULL,
  agent TEXT NOT NULL
);
CREATE INDEX session_person ON session (person_id);
CREATE TABLE api_token (
  id {{pk}},
  hash {{blob}} NOT NULL,
  person_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  scopes TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX api_token_hash ON api_token (hash);
CREATE TABLE link_token (
  hash {{blob}} NOT NULL PRIMARY KEY,
  purpose TEXT NOT NULL,
  subject_id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT NOT NULL
);
CREATE INDEX link_token_person ON link_token (person_id, purpose);
CREATE INDEX link_token_expiry ON link_token (expires_at);
CREATE TABLE rate (
  key TEXT PRIMARY KEY,
  tokens BIGINT NOT NULL,
  at BIGINT NOT NULL
);
