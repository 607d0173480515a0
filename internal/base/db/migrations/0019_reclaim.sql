-- Seats that nobody uses: who was asked whether they still need one, what they said, and the task to take it back. At most one question
-- about a row is open.
CREATE TABLE reclaim (
  id {{pk}},
  entity_id BIGINT NOT NULL,
  phase SMALLINT NOT NULL,
  updated_at BIGINT NOT NULL,
  name_key TEXT NOT NULL,
  product_id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  asset_id BIGINT NOT NULL,
  team_id BIGINT NOT NULL,
  row_kind TEXT NOT NULL,
  row_id BIGINT NOT NULL,
  last_used TEXT NOT NULL,
  due TEXT NOT NULL,
  answered_at BIGINT NOT NULL,
  how TEXT NOT NULL,
  saving BIGINT NOT NULL,
  saving_currency TEXT NOT NULL
);
CREATE INDEX reclaim_name ON reclaim (name_key, id);
CREATE INDEX reclaim_updated ON reclaim (updated_at{{then_id}});
CREATE UNIQUE INDEX reclaim_open ON reclaim (row_kind, row_id) WHERE phase < 2;
CREATE INDEX reclaim_row ON reclaim (row_kind, row_id, id);
CREATE INDEX reclaim_person ON reclaim (person_id) WHERE phase < 2;
CREATE INDEX reclaim_product ON reclaim (product_id, id);
-- The days on which unused seats were looked for, each once, however many nodes there are.
CREATE TABLE reclaim_round (
  held_on TEXT NOT NULL PRIMARY KEY,
  at BIGINT NOT NULL
) {{no_rowid}};
ALTER TABLE software_product ADD COLUMN team_id BIGINT NOT NULL DEFAULT 0;
