-- What is asked for devices by itself: address ranges over SNMP, and directories; their secrets, sealed with a key that is not in the
-- database; and what people know better about the names of programs.
CREATE TABLE sweep (
  id {{pk}},
  entity_id BIGINT NOT NULL,
  phase SMALLINT NOT NULL,
  updated_at BIGINT NOT NULL,
  name_key TEXT NOT NULL,
  ranges TEXT NOT NULL,
  protocol TEXT NOT NULL,
  account TEXT NOT NULL,
  auth TEXT NOT NULL,
  privacy TEXT NOT NULL,
  port BIGINT NOT NULL,
  every BIGINT NOT NULL,
  ran_at BIGINT NOT NULL,
  outcome TEXT NOT NULL
);
CREATE INDEX sweep_name ON sweep (name_key, id);
CREATE INDEX sweep_updated ON sweep (updated_at{{then_id}});
CREATE TABLE directory (
  id {{pk}},
  entity_id BIGINT NOT NULL,
  phase SMALLINT NOT NULL,
  updated_at BIGINT NOT NULL,
  name_key TEXT NOT NULL,
  url TEXT NOT NULL,
  start_tls BOOLEAN NOT NULL,
  bind TEXT NOT NULL,
  base TEXT NOT NULL,
  filter TEXT NOT NULL,
  every BIGINT NOT NULL,
  ran_at BIGINT NOT NULL,
  outcome TEXT NOT NULL
);
CREATE INDEX directory_name ON directory (name_key, id);
CREATE INDEX directory_updated ON directory (updated_at{{then_id}});
CREATE TABLE sealed_secret (
  owner_id BIGINT NOT NULL PRIMARY KEY,
  sealed {{blob}} NOT NULL,
  at BIGINT NOT NULL
) {{no_rowid}};
CREATE TABLE product_rule (
  id {{pk}},
  entity_id BIGINT NOT NULL,
  phase SMALLINT NOT NULL,
  updated_at BIGINT NOT NULL,
  name_key TEXT NOT NULL,
  matching TEXT NOT NULL,
  pattern TEXT NOT NULL,
  publisher TEXT NOT NULL
);
CREATE INDEX product_rule_name ON product_rule (name_key, id);
CREATE INDEX product_rule_updated ON product_rule (updated_at{{then_id}});
