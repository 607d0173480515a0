-- The waist: what every numbered thing has (record), what every piece of work adds (ticket), and what hangs on them.
CREATE TABLE record (
  id {{pk}},
  kind TEXT NOT NULL,
  number TEXT NOT NULL,
  title TEXT NOT NULL,
  state TEXT NOT NULL,
  phase SMALLINT NOT NULL,
  entity_id BIGINT NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  created_by BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  archived_at BIGINT NOT NULL,
  custom {{json}}
);
CREATE UNIQUE INDEX record_number ON record (number);
CREATE TABLE record_link (
  from_id BIGINT NOT NULL REFERENCES record (id),
  to_id BIGINT NOT NULL REFERENCES record (id),
  relation TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  created_by BIGINT NOT NULL,
  PRIMARY KEY (from_id, to_id, relation)
) {{no_rowid}};
CREATE INDEX record_link_to ON record_link (to_id);
CREATE TABLE record_watcher (
  record_id BIGINT NOT NULL REFERENCES record (id),
  person_id BIGINT NOT NULL REFERENCES person (id),
  PRIMARY KEY (record_id, person_id)
) {{no_rowid}};
CREATE INDEX record_watcher_person ON record_watcher (person_id, record_id);
CREATE TABLE ticket (
  id {{pk}},
  kind TEXT NOT NULL,
  entity_id BIGINT NOT NULL,
  phase SMALLINT NOT NULL,
  requester_id BIGINT NOT NULL,
  team_id BIGINT NOT NULL,
  assignee_id BIGINT NOT NULL,
  priority SMALLINT NOT NULL,
  channel TEXT NOT NULL,
  category_id BIGINT NOT NULL,
  location_id BIGINT NOT NULL,
  service_id BIGINT NOT NULL,
  parent_id BIGINT NOT NULL,
  merged_into_id BIGINT NOT NULL,
  hold_reason TEXT NOT NULL,
  hold_until BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  responded_at BIGINT NOT NULL,
  resolved_at BIGINT NOT NULL,
  closed_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  reopened BIGINT NOT NULL,
  reassigned BIGINT NOT NULL,
  spent BIGINT NOT NULL
);
-- kind and phase let the counts of the usual views be read from the index alone.
CREATE INDEX ticket_due ON ticket (due_at, id, kind, phase) WHERE phase < 2;
CREATE INDEX ticket_team_due ON ticket (team_id, due_at, id, kind, phase) WHERE phase < 2;
CREATE INDEX ticket_assignee_due ON ticket (assignee_id, due_at, id, kind, phase) WHERE phase < 2;
CREATE INDEX ticket_priority ON ticket (priority, due_at{{then_id}}) WHERE phase < 2;
CREATE INDEX ticket_open ON ticket (id, kind, phase) WHERE phase < 2;
CREATE INDEX ticket_open_updated ON ticket (updated_at, id, kind, phase) WHERE phase < 2;
CREATE INDEX ticket_updated ON ticket (updated_at{{then_id}});
CREATE INDEX ticket_assignee ON ticket (assignee_id{{then_id}}) WHERE assignee_id <> 0;
CREATE INDEX ticket_requester ON ticket (requester_id{{then_id}});
CREATE INDEX ticket_parent ON ticket (parent_id) WHERE parent_id <> 0;
CREATE INDEX ticket_autoclose ON ticket (resolved_at{{then_id}}) WHERE phase = 2;
CREATE TABLE entry (
  id {{pk}},
  record_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  visibility SMALLINT NOT NULL,
  author_id BIGINT NOT NULL,
  behalf_id BIGINT NOT NULL,
  channel TEXT NOT NULL,
  at BIGINT NOT NULL,
  body TEXT NOT NULL,
  source TEXT NOT NULL
);
CREATE INDEX entry_record ON entry (record_id{{then_id}});
CREATE TABLE mention (
  entry_id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  PRIMARY KEY (entry_id, person_id)
) {{no_rowid}};
CREATE TABLE task (
  id {{pk}},
  record_id BIGINT NOT NULL REFERENCES record (id),
  position BIGINT NOT NULL,
  title TEXT NOT NULL,
  state TEXT NOT NULL,
  mandatory BOOLEAN NOT NULL,
  team_id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  done_at BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX task_record ON task (record_id, position);
CREATE INDEX task_person ON task (person_id, due_at) WHERE done_at = 0;
CREATE TABLE spent_time (
  id {{pk}},
  record_id BIGINT NOT NULL REFERENCES record (id),
  person_id BIGINT NOT NULL,
  minutes BIGINT NOT NULL,
  at BIGINT NOT NULL,
  note TEXT NOT NULL
);
CREATE INDEX spent_time_record ON spent_time (record_id{{then_id}});
CREATE TABLE category (
  id {{pk}},
  parent_id BIGINT NOT NULL,
  entity_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  path TEXT NOT NULL,
  team_id BIGINT NOT NULL,
  impact SMALLINT NOT NULL,
  urgency SMALLINT NOT NULL,
  archived BOOLEAN NOT NULL,
  shipped BOOLEAN NOT NULL,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX category_name ON category (entity_id, parent_id, name);
CREATE TABLE field_definition (
  id {{pk}},
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  label TEXT NOT NULL,
  help TEXT NOT NULL,
  type TEXT NOT NULL,
  options TEXT NOT NULL,
  required BOOLEAN NOT NULL,
  portal BOOLEAN NOT NULL,
  position BIGINT NOT NULL,
  archived BOOLEAN NOT NULL,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX field_definition_key ON field_definition (kind, key);
CREATE TABLE saved_view (
  id {{pk}},
  owner_id BIGINT NOT NULL,
  team_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  query TEXT NOT NULL,
  sort TEXT NOT NULL,
  position BIGINT NOT NULL,
  shipped BOOLEAN NOT NULL,
  version BIGINT NOT NULL
);
CREATE TABLE blob (
  hash TEXT PRIMARY KEY,
  size BIGINT NOT NULL,
  media_type TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE TABLE attachment (
  id {{pk}},
  record_id BIGINT NOT NULL REFERENCES record (id),
  entry_id BIGINT NOT NULL,
  hash TEXT NOT NULL REFERENCES blob (hash),
  name TEXT NOT NULL,
  size BIGINT NOT NULL,
  media_type TEXT NOT NULL,
  visibility SMALLINT NOT NULL,
  created_by BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX attachment_hash ON attachment (hash);
CREATE INDEX attachment_record ON attachment (record_id{{then_id}});
CREATE TABLE notification (
  id {{pk}},
  person_id BIGINT NOT NULL,
  record_id BIGINT NOT NULL,
  event_id BIGINT NOT NULL,
  reason TEXT NOT NULL,
  text TEXT NOT NULL,
  at BIGINT NOT NULL,
  read_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX notification_once ON notification (person_id, event_id);
