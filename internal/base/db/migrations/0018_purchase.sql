-- What is asked for before it is ordered, what suppliers charge for orders, and which ends of warranties were told of.
CREATE TABLE requisition (
  id {{pk}},
  entity_id BIGINT NOT NULL,
  phase SMALLINT NOT NULL,
  updated_at BIGINT NOT NULL,
  name_key TEXT NOT NULL,
  requester_id BIGINT NOT NULL,
  supplier_id BIGINT NOT NULL,
  budget_id BIGINT NOT NULL,
  needed_on TEXT NOT NULL,
  why TEXT NOT NULL,
  decided_by BIGINT NOT NULL,
  order_id BIGINT NOT NULL
);
CREATE INDEX requisition_name ON requisition (name_key, id);
CREATE INDEX requisition_updated ON requisition (updated_at{{then_id}});
CREATE INDEX requisition_requester ON requisition (requester_id, name_key, id);
CREATE TABLE requisition_line (
  id {{pk}},
  requisition_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  model_id BIGINT NOT NULL,
  quantity BIGINT NOT NULL,
  price BIGINT NOT NULL,
  price_currency TEXT NOT NULL
);
CREATE UNIQUE INDEX requisition_line_position ON requisition_line (requisition_id, position);
CREATE TABLE invoice (
  id {{pk}},
  order_id BIGINT NOT NULL,
  number TEXT NOT NULL,
  dated TEXT NOT NULL,
  amount BIGINT NOT NULL,
  amount_currency TEXT NOT NULL,
  at BIGINT NOT NULL,
  by_id BIGINT NOT NULL
);
CREATE UNIQUE INDEX invoice_number ON invoice (order_id, number);
CREATE TABLE invoice_line (
  id {{pk}},
  invoice_id BIGINT NOT NULL,
  line_id BIGINT NOT NULL,
  quantity BIGINT NOT NULL,
  price BIGINT NOT NULL,
  price_currency TEXT NOT NULL
);
CREATE UNIQUE INDEX invoice_line_once ON invoice_line (invoice_id, line_id);
CREATE INDEX invoice_line_line ON invoice_line (line_id);
CREATE TABLE warranty_reminder (
  asset_id BIGINT NOT NULL,
  ends_on TEXT NOT NULL,
  days BIGINT NOT NULL,
  told_at BIGINT NOT NULL,
  PRIMARY KEY (asset_id, ends_on, days)
);
CREATE INDEX asset_warranty ON asset (warranty_end, id) WHERE warranty_end <> '';
-- What costs are summed from stands in one index, so that a sum over all assets reads no row of the table.
CREATE INDEX asset_cost ON asset (class_id, model_id, entity_id, holder_id, team_id, ownership, cost_currency, cost, purchased, in_service, disposed);
