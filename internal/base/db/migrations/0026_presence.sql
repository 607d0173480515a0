-- Who looks at a record, and whether they write there. Rows that nobody renews mean nothing and are swept.
CREATE TABLE presence (
  record_id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  writing BOOLEAN NOT NULL,
  PRIMARY KEY (record_id, person_id)
){{no_rowid}};
