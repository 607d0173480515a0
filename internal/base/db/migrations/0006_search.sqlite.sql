-- Full text without a copy of the text: rowid is the id of a record (its title and report) or of an entry.
CREATE VIRTUAL TABLE search_text USING fts5(title, body, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2');
