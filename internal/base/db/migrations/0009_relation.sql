-- What stands on what: a relation is read from_id kind to_id and holds from the day valid_from until the day before valid_to, '' for no
-- end. A row is ended and never removed, so that the map of any day can be drawn.
CREATE TABLE relation (
  id {{pk}},
  from_id BIGINT NOT NULL REFERENCES record (id),
  to_id BIGINT NOT NULL REFERENCES record (id),
  kind TEXT NOT NULL,
  impact BOOLEAN NOT NULL,
  group_name TEXT NOT NULL,
  need BIGINT NOT NULL,
  valid_from TEXT NOT NULL,
  valid_to TEXT NOT NULL,
  source TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  created_by BIGINT NOT NULL
);
CREATE INDEX relation_from ON relation (from_id, to_id, kind);
CREATE INDEX relation_to ON relation (to_id);
