-- What is used up: cables, toner, spare parts. stock is how many lie where; each change of it is a move.
CREATE TABLE consumable (
  id {{pk}},
  entity_id BIGINT NOT NULL,
  phase SMALLINT NOT NULL,
  updated_at BIGINT NOT NULL,
  name_key TEXT NOT NULL,
  maker TEXT NOT NULL,
  part TEXT NOT NULL,
  unit TEXT NOT NULL,
  quantity BIGINT NOT NULL,
  minimum BIGINT NOT NULL,
  reorder BIGINT NOT NULL,
  low BOOLEAN NOT NULL,
  supplier_id BIGINT NOT NULL
);
CREATE INDEX consumable_name ON consumable (name_key, id);
CREATE INDEX consumable_updated ON consumable (updated_at{{then_id}});
CREATE TABLE stock (
  consumable_id BIGINT NOT NULL,
  location_id BIGINT NOT NULL,
  quantity BIGINT NOT NULL,
  PRIMARY KEY (consumable_id, location_id)
) {{no_rowid}};
CREATE TABLE stock_move (
  id {{pk}},
  consumable_id BIGINT NOT NULL,
  location_id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  by_id BIGINT NOT NULL,
  reason TEXT NOT NULL,
  quantity BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  record_id BIGINT NOT NULL,
  note TEXT NOT NULL
);
CREATE INDEX stock_move_consumable ON stock_move (consumable_id{{then_id}});
CREATE INDEX stock_move_record ON stock_move (record_id) WHERE record_id <> 0;
