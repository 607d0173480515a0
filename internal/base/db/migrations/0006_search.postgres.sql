-- Full text: id is the id of a record (its title and report) or of an entry.
CREATE TABLE search_text (
  rowid BIGINT PRIMARY KEY,
  document TSVECTOR NOT NULL
);
CREATE INDEX search_text_document ON search_text USING gin (document);
