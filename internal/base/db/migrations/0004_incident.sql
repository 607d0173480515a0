-- What an incident adds to a ticket.
CREATE TABLE incident (
  id {{pk}},
  impact SMALLINT NOT NULL,
  urgency SMALLINT NOT NULL,
  priority_reason TEXT NOT NULL,
  resolution_code TEXT NOT NULL,
  resolution TEXT NOT NULL,
  closing_category_id BIGINT NOT NULL,
  cause_code TEXT NOT NULL,
  workaround BOOLEAN NOT NULL,
  cancel_reason TEXT NOT NULL
);
