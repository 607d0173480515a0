-- Stocktakes: what was expected when the count began, frozen with the places as they were called; what was scanned, only ever added to; and
-- what was decided about it.
CREATE TABLE stocktake (
  id {{pk}},
  entity_id BIGINT NOT NULL,
  phase SMALLINT NOT NULL,
  updated_at BIGINT NOT NULL,
  name_key TEXT NOT NULL,
  location_id BIGINT NOT NULL,
  class_id BIGINT NOT NULL,
  team_id BIGINT NOT NULL,
  due TEXT NOT NULL,
  note TEXT NOT NULL,
  frozen_at BIGINT NOT NULL,
  expected BIGINT NOT NULL,
  signed_at BIGINT NOT NULL,
  signed_by BIGINT NOT NULL,
  digest TEXT NOT NULL,
  report TEXT NOT NULL
);
CREATE INDEX stocktake_name ON stocktake (name_key, id);
CREATE INDEX stocktake_updated ON stocktake (updated_at{{then_id}});
CREATE TABLE stocktake_place (
  stocktake_id BIGINT NOT NULL,
  location_id BIGINT NOT NULL,
  parent_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (stocktake_id, location_id)
) {{no_rowid}};
-- An asset that was expected, or one from elsewhere that was scanned all the same.
CREATE TABLE stocktake_line (
  stocktake_id BIGINT NOT NULL,
  asset_id BIGINT NOT NULL,
  tag TEXT NOT NULL,
  name TEXT NOT NULL,
  location_id BIGINT NOT NULL,
  holder_id BIGINT NOT NULL,
  holder TEXT NOT NULL,
  state TEXT NOT NULL,
  beyond BOOLEAN NOT NULL,
  PRIMARY KEY (stocktake_id, asset_id)
) {{no_rowid}};
CREATE INDEX stocktake_line_tag ON stocktake_line (stocktake_id, tag);
CREATE TABLE stocktake_scan (
  id {{pk}},
  stocktake_id BIGINT NOT NULL,
  scan TEXT NOT NULL,
  code TEXT NOT NULL,
  tag TEXT NOT NULL,
  location_id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  received_at BIGINT NOT NULL,
  by_id BIGINT NOT NULL,
  by_name TEXT NOT NULL,
  device TEXT NOT NULL,
  seq BIGINT NOT NULL,
  undoes TEXT NOT NULL,
  note TEXT NOT NULL
);
CREATE UNIQUE INDEX stocktake_scan_once ON stocktake_scan (stocktake_id, scan);
CREATE INDEX stocktake_scan_tag ON stocktake_scan (stocktake_id, tag);
CREATE INDEX stocktake_scan_undoes ON stocktake_scan (stocktake_id, undoes) WHERE undoes <> '';
CREATE TABLE stocktake_decision (
  stocktake_id BIGINT NOT NULL,
  row_key TEXT NOT NULL,
  correction TEXT NOT NULL,
  by_id BIGINT NOT NULL,
  by_name TEXT NOT NULL,
  at BIGINT NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (stocktake_id, row_key)
) {{no_rowid}};
