-- An import begins with a file that somebody sent; it is looked at, checked and run from its page, and only one at a time brings in the same
-- table: beat_at says that it is alive, claim_id whose it is.
ALTER TABLE import_run ADD COLUMN blob TEXT NOT NULL DEFAULT '';
ALTER TABLE import_run ADD COLUMN done BIGINT NOT NULL DEFAULT 0;
ALTER TABLE import_run ADD COLUMN beat_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE import_run ADD COLUMN claim_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE import_run ADD COLUMN note TEXT NOT NULL DEFAULT '';
UPDATE import_run SET state = 'stopped' WHERE state = 'running';
CREATE UNIQUE INDEX import_run_live ON import_run (digest, kind) WHERE state = 'running' OR state = 'stopping';
