-- Calendars, agreements, targets, and the clocks, which are a cache of a function of the event log.
CREATE TABLE calendar (
  id {{pk}},
  name TEXT NOT NULL,
  hours TEXT NOT NULL,
  shipped BOOLEAN NOT NULL,
  archived BOOLEAN NOT NULL,
  version BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX calendar_name ON calendar (name);
CREATE TABLE agreement (
  id {{pk}},
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  position BIGINT NOT NULL,
  conditions TEXT NOT NULL,
  pauses TEXT NOT NULL,
  calendar_id BIGINT NOT NULL,
  valid_from BIGINT NOT NULL,
  valid_until BIGINT NOT NULL,
  shipped BOOLEAN NOT NULL,
  archived BOOLEAN NOT NULL,
  version BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE TABLE target (
  id {{pk}},
  agreement_id BIGINT NOT NULL REFERENCES agreement (id),
  metric TEXT NOT NULL,
  priority SMALLINT NOT NULL,
  minutes BIGINT NOT NULL,
  days BIGINT NOT NULL,
  calendar_id BIGINT NOT NULL,
  warnings TEXT NOT NULL
);
CREATE INDEX target_agreement ON target (agreement_id);
CREATE TABLE sla_clock (
  ticket_id BIGINT NOT NULL,
  target_id BIGINT NOT NULL,
  metric TEXT NOT NULL,
  state SMALLINT NOT NULL,
  started_at BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  stopped_at BIGINT NOT NULL,
  breached_at BIGINT NOT NULL,
  elapsed BIGINT NOT NULL,
  paused BIGINT NOT NULL,
  warned SMALLINT NOT NULL,
  PRIMARY KEY (ticket_id, target_id)
) {{no_rowid}};
CREATE INDEX sla_clock_target ON sla_clock (target_id);
