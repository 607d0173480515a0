-- What people do not want to be told: of one record (record_id), or for one reason (reason) of any record. until is 0 for good.
CREATE TABLE notification_mute (
  id {{pk}},
  person_id BIGINT NOT NULL,
  record_id BIGINT NOT NULL,
  reason TEXT NOT NULL,
  until BIGINT NOT NULL
);
CREATE UNIQUE INDEX notification_mute_once ON notification_mute (person_id, record_id, reason);
