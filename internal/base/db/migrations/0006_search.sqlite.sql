-- Full text without a copy of the text. A document has the id of a record (its title and report) or of an entry; doc is the rowid in
-- search_text, because numbers one after another keep the index small.
CREATE TABLE search_doc (
  doc INTEGER PRIMARY KEY,
  id BIGINT NOT NULL
);
CREATE UNIQUE INDEX search_doc_id ON search_doc (id);
CREATE VIRTUAL TABLE search_text USING fts5(tokens, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2');
-- Merging eight parts at a time instead of four halves what each new document makes the index write; a search looks into a few parts more.
INSERT INTO search_text (search_text, rank) VALUES ('automerge', 8);
