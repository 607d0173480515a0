-- The event log (audit = timeline), jobs, settings, counters, node leases.
CREATE TABLE node (
  number INTEGER PRIMARY KEY,
  holder TEXT NOT NULL,
  until BIGINT NOT NULL
);
CREATE TABLE setting (
  key TEXT PRIMARY KEY,
  id BIGINT NOT NULL,
  value TEXT NOT NULL,
  version BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
-- actor_kind: 1 person, 2 visitor, 3 rule, 4 assistant, 5 system.
CREATE TABLE event (
  id {{pk}},
  subject_id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  kind TEXT NOT NULL,
  at BIGINT NOT NULL,
  actor_kind SMALLINT NOT NULL,
  actor_id BIGINT NOT NULL,
  behalf_id BIGINT NOT NULL,
  channel TEXT NOT NULL,
  cause_id BIGINT NOT NULL,
  depth SMALLINT NOT NULL,
  data TEXT NOT NULL,
  hash {{blob}} NOT NULL
);
CREATE UNIQUE INDEX event_chain_key ON event (subject_id, seq);
CREATE TABLE event_chain (
  subject_id {{pk}},
  seq BIGINT NOT NULL,
  hash {{blob}} NOT NULL
);
CREATE TABLE event_seal (
  id {{pk}},
  until_id BIGINT NOT NULL,
  events BIGINT NOT NULL,
  root {{blob}} NOT NULL,
  sealed_at BIGINT NOT NULL
);
CREATE TABLE job (
  id {{pk}},
  kind TEXT NOT NULL,
  unique_key TEXT,
  payload TEXT NOT NULL,
  state SMALLINT NOT NULL,
  run_at BIGINT NOT NULL,
  attempt SMALLINT NOT NULL,
  lease_until BIGINT NOT NULL,
  error TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX job_key ON job (unique_key) WHERE unique_key IS NOT NULL;
CREATE INDEX job_ready ON job (run_at{{then_id}}) WHERE state = 0;
CREATE INDEX job_leased ON job (lease_until) WHERE state = 1;
CREATE INDEX job_dead ON job (id) WHERE state = 2;
CREATE TABLE counter (
  name TEXT PRIMARY KEY,
  value BIGINT NOT NULL
);
CREATE TABLE idempotency (
  actor_id BIGINT NOT NULL,
  key TEXT NOT NULL,
  request {{blob}} NOT NULL,
  status SMALLINT NOT NULL,
  answer TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (actor_id, key)
) {{no_rowid}};
CREATE INDEX idempotency_age ON idempotency (at);
