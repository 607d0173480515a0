-- The days on which ends of warranties were told of, each once, however many nodes there are.
CREATE TABLE warranty_round (
  held_on TEXT NOT NULL PRIMARY KEY,
  at BIGINT NOT NULL
) {{no_rowid}};
