-- One verb on many records: what it is to do, and what became of each of them.
CREATE TABLE batch (
  id {{pk}},
  kind TEXT NOT NULL,
  verb TEXT NOT NULL,
  owner_id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  state TEXT NOT NULL,
  input TEXT NOT NULL
);
CREATE INDEX batch_at ON batch (at);
CREATE TABLE batch_row (
  batch_id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  number TEXT NOT NULL,
  outcome TEXT NOT NULL,
  version BIGINT NOT NULL,
  was TEXT NOT NULL,
  why TEXT NOT NULL,
  PRIMARY KEY (batch_id, seq)
){{no_rowid}};
CREATE INDEX batch_row_outcome ON batch_row (batch_id, outcome, seq);
