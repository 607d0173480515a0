-- Custom fields that only records of some classes have: the ids of the classes with commas between, "" for every record of the kind.
ALTER TABLE field_definition ADD COLUMN classes TEXT NOT NULL DEFAULT '';
-- How much hangs on an asset.
ALTER TABLE asset ADD COLUMN criticality TEXT NOT NULL DEFAULT '';
