-- Full text without a copy of the text. A document is a record (its title and report; entry_id 0) or a later entry of it; its number is the
-- rowid in search_text, and numbers one after another keep the index small.
CREATE TABLE search_doc (
  doc INTEGER PRIMARY KEY,
  record_id BIGINT NOT NULL,
  entry_id BIGINT NOT NULL
);
CREATE INDEX search_doc_record ON search_doc (record_id);
CREATE VIRTUAL TABLE search_text USING fts5(tokens, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2');
