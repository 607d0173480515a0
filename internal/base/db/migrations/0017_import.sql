-- Which tables were imported, and what became of each of their rows.
CREATE TABLE import_run (
  id {{pk}},
  kind TEXT NOT NULL,
  file TEXT NOT NULL,
  digest TEXT NOT NULL,
  options TEXT NOT NULL,
  state TEXT NOT NULL,
  person_id BIGINT NOT NULL,
  started_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL,
  size BIGINT NOT NULL,
  made BIGINT NOT NULL,
  changed BIGINT NOT NULL,
  same BIGINT NOT NULL,
  refused BIGINT NOT NULL
);
CREATE INDEX import_run_digest ON import_run (digest, kind);
CREATE TABLE import_row (
  run_id BIGINT NOT NULL REFERENCES import_run (id),
  line BIGINT NOT NULL,
  outcome TEXT NOT NULL,
  record_id BIGINT NOT NULL,
  number TEXT NOT NULL,
  seq BIGINT NOT NULL,
  before TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (run_id, line)
) {{no_rowid}};
CREATE INDEX import_row_record ON import_row (record_id);
