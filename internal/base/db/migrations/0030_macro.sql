-- Texts that people use again and again in what they write, and what is done with them: own ones, those of a team, and those for everybody.
CREATE TABLE macro (
  id {{pk}},
  owner_id BIGINT NOT NULL,
  team_id BIGINT NOT NULL,
  everybody BOOLEAN NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  body TEXT NOT NULL,
  note BOOLEAN NOT NULL,
  next TEXT NOT NULL,
  take BOOLEAN NOT NULL,
  to_team_id BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX macro_owner ON macro (owner_id);
CREATE INDEX macro_team ON macro (team_id) WHERE team_id <> 0;
CREATE INDEX macro_everybody ON macro (name_key) WHERE everybody;
