-- What a person has written in the composer of a record and not sent yet.
CREATE TABLE draft (
  person_id BIGINT NOT NULL,
  record_id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  body TEXT NOT NULL,
  note BOOLEAN NOT NULL,
  minutes TEXT NOT NULL,
  next TEXT NOT NULL,
  PRIMARY KEY (person_id, record_id)
){{no_rowid}};
CREATE INDEX draft_at ON draft (at);
