-- What agents found: devices and by what they are recognised, where each field of an asset comes from, what is installed, and reports about
-- which a person has to decide.
CREATE TABLE device (
  asset_id BIGINT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  agent TEXT NOT NULL,
  first_at BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  os TEXT NOT NULL,
  os_version TEXT NOT NULL,
  cores BIGINT NOT NULL,
  memory_mb BIGINT NOT NULL,
  disk_mb BIGINT NOT NULL,
  login TEXT NOT NULL,
  detail TEXT NOT NULL
) {{no_rowid}};
CREATE TABLE device_key (
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  asset_id BIGINT NOT NULL,
  PRIMARY KEY (kind, value, asset_id)
) {{no_rowid}};
CREATE INDEX device_key_asset ON device_key (asset_id);
-- A token that may report one device only belongs to the first that it reported.
CREATE TABLE device_token (
  token_id BIGINT NOT NULL PRIMARY KEY,
  asset_id BIGINT NOT NULL,
  at BIGINT NOT NULL
) {{no_rowid}};
CREATE INDEX device_token_asset ON device_token (asset_id);
CREATE TABLE field_source (
  asset_id BIGINT NOT NULL,
  field TEXT NOT NULL,
  source TEXT NOT NULL,
  value TEXT NOT NULL,
  offered TEXT NOT NULL,
  locked BOOLEAN NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (asset_id, field)
) {{no_rowid}};
-- A program on a device from since_at until until_at, 0 for one that is there.
CREATE TABLE install (
  id {{pk}},
  asset_id BIGINT NOT NULL,
  product_key TEXT NOT NULL,
  name TEXT NOT NULL,
  version TEXT NOT NULL,
  publisher TEXT NOT NULL,
  arch TEXT NOT NULL,
  source TEXT NOT NULL,
  login TEXT NOT NULL,
  since_at BIGINT NOT NULL,
  until_at BIGINT NOT NULL,
  used_at BIGINT NOT NULL
);
CREATE INDEX install_asset ON install (asset_id, until_at, id);
CREATE INDEX install_product ON install (product_key, asset_id) WHERE product_key <> '';
CREATE TABLE finding (
  id {{pk}},
  entity_id BIGINT NOT NULL,
  phase SMALLINT NOT NULL,
  updated_at BIGINT NOT NULL,
  name_key TEXT NOT NULL,
  asset_id BIGINT NOT NULL,
  score BIGINT NOT NULL,
  why TEXT NOT NULL,
  agent TEXT NOT NULL,
  maker TEXT NOT NULL,
  model TEXT NOT NULL,
  serial TEXT NOT NULL
);
CREATE INDEX finding_name ON finding (name_key, id);
CREATE INDEX finding_updated ON finding (updated_at{{then_id}});
-- The message of a finding as it came, and which of its devices it is about.
CREATE TABLE finding_report (
  finding_id BIGINT NOT NULL PRIMARY KEY,
  mark TEXT NOT NULL,
  token_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  at BIGINT NOT NULL,
  agent_id TEXT NOT NULL,
  message {{blob}} NOT NULL
) {{no_rowid}};
CREATE INDEX finding_report_mark ON finding_report (mark);
CREATE TABLE software_product (
  id {{pk}},
  entity_id BIGINT NOT NULL,
  phase SMALLINT NOT NULL,
  updated_at BIGINT NOT NULL,
  name_key TEXT NOT NULL,
  publisher TEXT NOT NULL,
  product_key TEXT NOT NULL,
  core_minimum BIGINT NOT NULL,
  note TEXT NOT NULL
);
CREATE UNIQUE INDEX software_product_key ON software_product (product_key);
CREATE INDEX software_product_name ON software_product (name_key, id);
CREATE INDEX software_product_updated ON software_product (updated_at{{then_id}});
CREATE TABLE entitlement (
  id {{pk}},
  entity_id BIGINT NOT NULL,
  phase SMALLINT NOT NULL,
  updated_at BIGINT NOT NULL,
  name_key TEXT NOT NULL,
  product_id BIGINT NOT NULL,
  contract_id BIGINT NOT NULL,
  metric TEXT NOT NULL,
  quantity BIGINT NOT NULL,
  start_on TEXT NOT NULL,
  end_on TEXT NOT NULL,
  version TEXT NOT NULL,
  upgrade_to TEXT NOT NULL,
  downgrade BOOLEAN NOT NULL,
  unit_cost BIGINT NOT NULL,
  unit_cost_currency TEXT NOT NULL
);
CREATE INDEX entitlement_name ON entitlement (name_key, id);
CREATE INDEX entitlement_updated ON entitlement (updated_at{{then_id}});
CREATE INDEX entitlement_product ON entitlement (product_id, name_key, id);
-- A unit of a product promised to a person or a device, from since_on to until_on, '' for no end.
CREATE TABLE licence_allocation (
  id {{pk}},
  product_id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  asset_id BIGINT NOT NULL,
  since_on TEXT NOT NULL,
  until_on TEXT NOT NULL,
  used_at BIGINT NOT NULL
);
CREATE INDEX licence_allocation_product ON licence_allocation (product_id, id);
