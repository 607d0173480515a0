-- The terms under which things are handed out; a text that is in force does not change any more.
CREATE TABLE terms (
  id {{pk}},
  entity_id BIGINT NOT NULL,
  phase SMALLINT NOT NULL,
  updated_at BIGINT NOT NULL,
  name_key TEXT NOT NULL,
  class_id BIGINT NOT NULL,
  body TEXT NOT NULL,
  published_at BIGINT NOT NULL
);
CREATE INDEX terms_name ON terms (name_key, id);
CREATE INDEX terms_updated ON terms (updated_at{{then_id}});
-- What somebody is asked to say when a thing was handed to them. Its id is that of the link of custody.
CREATE TABLE handover (
  id {{pk}},
  asset_id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  terms_id BIGINT NOT NULL,
  status TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  due TEXT NOT NULL,
  answered_at BIGINT NOT NULL,
  how TEXT NOT NULL,
  reason TEXT NOT NULL
);
CREATE INDEX handover_asset ON handover (asset_id{{then_id}});
CREATE INDEX handover_open ON handover (person_id) WHERE status = 'open';
-- A campaign: everybody says of what is in their name whether they have it.
CREATE TABLE attestation (
  id {{pk}},
  entity_id BIGINT NOT NULL,
  phase SMALLINT NOT NULL,
  updated_at BIGINT NOT NULL,
  name_key TEXT NOT NULL,
  location_id BIGINT NOT NULL,
  class_id BIGINT NOT NULL,
  team_id BIGINT NOT NULL,
  due TEXT NOT NULL,
  note TEXT NOT NULL,
  frozen_at BIGINT NOT NULL,
  expected BIGINT NOT NULL
);
CREATE INDEX attestation_name ON attestation (name_key, id);
CREATE INDEX attestation_updated ON attestation (updated_at{{then_id}});
CREATE TABLE attestation_line (
  attestation_id BIGINT NOT NULL,
  asset_id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  person TEXT NOT NULL,
  tag TEXT NOT NULL,
  name TEXT NOT NULL,
  answer TEXT NOT NULL,
  reason TEXT NOT NULL,
  answered_at BIGINT NOT NULL,
  how TEXT NOT NULL,
  photo_id BIGINT NOT NULL,
  PRIMARY KEY (attestation_id, asset_id)
) {{no_rowid}};
CREATE INDEX attestation_line_person ON attestation_line (person_id, attestation_id);
