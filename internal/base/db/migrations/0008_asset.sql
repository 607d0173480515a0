-- What the organisation owns or holds: classes and models, assets and who had them when, and whom they were bought from.
CREATE TABLE asset_class (
  id {{pk}},
  entity_id BIGINT NOT NULL,
  phase SMALLINT NOT NULL,
  updated_at BIGINT NOT NULL,
  name_key TEXT NOT NULL,
  tag_prefix TEXT NOT NULL,
  data_bearing BOOLEAN NOT NULL,
  method TEXT NOT NULL,
  life BIGINT NOT NULL
);
CREATE INDEX asset_class_name ON asset_class (name_key, id);
CREATE INDEX asset_class_updated ON asset_class (updated_at{{then_id}});
CREATE TABLE asset_model (
  id {{pk}},
  entity_id BIGINT NOT NULL,
  phase SMALLINT NOT NULL,
  updated_at BIGINT NOT NULL,
  name_key TEXT NOT NULL,
  class_id BIGINT NOT NULL,
  maker TEXT NOT NULL,
  part TEXT NOT NULL,
  end_of_life TEXT NOT NULL,
  warranty BIGINT NOT NULL,
  method TEXT NOT NULL,
  life BIGINT NOT NULL
);
CREATE INDEX asset_model_name ON asset_model (name_key, id);
CREATE INDEX asset_model_class ON asset_model (class_id, name_key, id);
CREATE INDEX asset_model_updated ON asset_model (updated_at{{then_id}});
CREATE TABLE supplier (
  id {{pk}},
  entity_id BIGINT NOT NULL,
  phase SMALLINT NOT NULL,
  updated_at BIGINT NOT NULL,
  name_key TEXT NOT NULL,
  customer_number TEXT NOT NULL,
  email TEXT NOT NULL,
  phone TEXT NOT NULL,
  website TEXT NOT NULL,
  note TEXT NOT NULL
);
CREATE INDEX supplier_name ON supplier (name_key, id);
CREATE INDEX supplier_updated ON supplier (updated_at{{then_id}});
CREATE TABLE asset (
  id {{pk}},
  entity_id BIGINT NOT NULL,
  phase SMALLINT NOT NULL,
  updated_at BIGINT NOT NULL,
  name_key TEXT NOT NULL,
  class_id BIGINT NOT NULL,
  model_id BIGINT NOT NULL,
  serial TEXT NOT NULL,
  substate TEXT NOT NULL,
  holder_id BIGINT NOT NULL,
  team_id BIGINT NOT NULL,
  part_of_id BIGINT NOT NULL,
  location_id BIGINT NOT NULL,
  due_back TEXT NOT NULL,
  department TEXT NOT NULL,
  cost_centre TEXT NOT NULL,
  ownership TEXT NOT NULL,
  supplier_id BIGINT NOT NULL,
  purchased TEXT NOT NULL,
  cost BIGINT NOT NULL,
  cost_currency TEXT NOT NULL,
  invoice TEXT NOT NULL,
  in_service TEXT NOT NULL,
  warranty_end TEXT NOT NULL,
  expected_end TEXT NOT NULL,
  seen_at BIGINT NOT NULL,
  seen_by BIGINT NOT NULL,
  disposed TEXT NOT NULL,
  disposal_method TEXT NOT NULL,
  certificate TEXT NOT NULL,
  wipe_proof TEXT NOT NULL
);
CREATE INDEX asset_name ON asset (name_key, id);
CREATE INDEX asset_updated ON asset (updated_at{{then_id}});
CREATE INDEX asset_serial ON asset (serial) WHERE serial <> '';
CREATE INDEX asset_holder ON asset (holder_id, name_key, id);
CREATE INDEX asset_team ON asset (team_id, name_key, id);
CREATE INDEX asset_location ON asset (location_id, name_key, id);
CREATE INDEX asset_part_of ON asset (part_of_id) WHERE part_of_id <> 0;
CREATE INDEX asset_model_assets ON asset (model_id, name_key, id);
CREATE INDEX asset_class_assets ON asset (class_id, name_key, id);
-- Who had an asset from when on: appended to, never changed but for the acceptance of what was handed over.
CREATE TABLE custody (
  id {{pk}},
  asset_id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  by_id BIGINT NOT NULL,
  action TEXT NOT NULL,
  from_person_id BIGINT NOT NULL,
  from_team_id BIGINT NOT NULL,
  from_location_id BIGINT NOT NULL,
  to_person_id BIGINT NOT NULL,
  to_team_id BIGINT NOT NULL,
  to_location_id BIGINT NOT NULL,
  to_asset_id BIGINT NOT NULL,
  due_back TEXT NOT NULL,
  condition TEXT NOT NULL,
  accessories TEXT NOT NULL,
  note TEXT NOT NULL,
  terms TEXT NOT NULL,
  accepted_at BIGINT NOT NULL,
  signature TEXT NOT NULL
);
CREATE INDEX custody_asset ON custody (asset_id{{then_id}});
CREATE INDEX custody_person ON custody (to_person_id{{then_id}}) WHERE to_person_id <> 0;
