-- Questions that people keep: own ones, and those of a team (team_id not 0).
-- A table of that name was there from the beginning; nothing ever wrote into it.
DROP TABLE saved_view;
CREATE TABLE saved_view (
  id {{pk}},
  kind TEXT NOT NULL,
  owner_id BIGINT NOT NULL,
  team_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  question TEXT NOT NULL,
  sort TEXT NOT NULL,
  by_field TEXT NOT NULL,
  board BOOLEAN NOT NULL,
  shown TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX saved_view_owner ON saved_view (kind, owner_id, team_id, name_key);
CREATE INDEX saved_view_team ON saved_view (kind, team_id) WHERE team_id <> 0;
