-- What the desk knows about: services that people use, and the configuration items that they stand on. Each table repeats what a list of
-- its kind is read by: entity_id, phase, updated_at and the name as it is sorted.
CREATE TABLE service (
  id {{pk}},
  entity_id BIGINT NOT NULL,
  phase SMALLINT NOT NULL,
  updated_at BIGINT NOT NULL,
  name_key TEXT NOT NULL,
  description TEXT NOT NULL,
  owner_id BIGINT NOT NULL,
  team_id BIGINT NOT NULL,
  criticality TEXT NOT NULL,
  audience TEXT NOT NULL,
  users BIGINT NOT NULL
);
CREATE INDEX service_name ON service (name_key, id);
CREATE INDEX service_updated ON service (updated_at{{then_id}});
CREATE TABLE item (
  id {{pk}},
  entity_id BIGINT NOT NULL,
  phase SMALLINT NOT NULL,
  updated_at BIGINT NOT NULL,
  name_key TEXT NOT NULL,
  class TEXT NOT NULL,
  environment TEXT NOT NULL,
  criticality TEXT NOT NULL,
  description TEXT NOT NULL,
  owner_team_id BIGINT NOT NULL,
  team_id BIGINT NOT NULL,
  location_id BIGINT NOT NULL
);
CREATE INDEX item_name ON item (name_key, id);
CREATE INDEX item_class ON item (class, name_key, id);
CREATE INDEX item_updated ON item (updated_at{{then_id}});
