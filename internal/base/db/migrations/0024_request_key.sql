-- The keys of requests stand in the order of time, so that each is written beside the last one; its age is that of its id.
CREATE TABLE request_key (
  id {{pk}},
  actor_id BIGINT NOT NULL,
  key TEXT NOT NULL,
  request {{blob}} NOT NULL,
  answer TEXT NOT NULL
);
INSERT INTO request_key (id, actor_id, key, request, answer)
  SELECT (at / 1000 - 946684800000) * 4194304 + row_number() OVER (PARTITION BY at / 1000 ORDER BY actor_id, key) - 1, actor_id, key, request, answer FROM idempotency;
CREATE UNIQUE INDEX request_key_actor ON request_key (actor_id, key);
DROP TABLE idempotency;
