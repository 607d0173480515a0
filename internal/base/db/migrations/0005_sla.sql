-- Calendars, agreements, targets, and the clocks, which are a cache of a function of the event log.
CREATE TABLE calendar (
  id {{pk}},
  name TEXT NOT NULL,
  hours TEXT NOT NULL,
  holidays TEXT NOT NULL,
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
CREATE UNIQUE INDEX agreement_name ON agreement (kind, name);
CREATE TABLE target (
  id {{pk}},
  agreement_id BIGINT NOT NULL REFERENCES agreement (id),
  metric TEXT NOT NULL,
  priority SMALLINT NOT NULL,
  amount BIGINT NOT NULL,
  unit TEXT NOT NULL,
  calendar_id BIGINT NOT NULL,
  warnings TEXT NOT NULL,
  archived BOOLEAN NOT NULL
);
CREATE INDEX target_agreement ON target (agreement_id);
-- state is 1 running, 2 paused, 3 stopped, 4 cancelled, and holds since "since". due_at is the deadline as things stand (0 while paused
-- and when it is never), breached_at the deadline that was missed. promise, elapsed and paused are microseconds: working time promised,
-- working time used at "since", real time paused before it. warned is the highest percentage acted on, 100 for the breach. Promises about
-- single answers, and those of teams that begin with each hand-over, have cycles after 0.
CREATE TABLE sla_clock (
  ticket_id BIGINT NOT NULL,
  target_id BIGINT NOT NULL,
  cycle SMALLINT NOT NULL,
  metric TEXT NOT NULL,
  state SMALLINT NOT NULL,
  started_at BIGINT NOT NULL,
  since BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  breached_at BIGINT NOT NULL,
  promise BIGINT NOT NULL,
  elapsed BIGINT NOT NULL,
  paused BIGINT NOT NULL,
  warned SMALLINT NOT NULL,
  PRIMARY KEY (ticket_id, target_id, cycle)
) {{no_rowid}};
