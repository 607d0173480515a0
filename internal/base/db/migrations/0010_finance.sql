-- What assets cost and what binds them: contracts and the reminders of their notice dates that were told, budgets, orders with their lines, and maintenance.
CREATE TABLE contract (
  id {{pk}},
  entity_id BIGINT NOT NULL,
  phase SMALLINT NOT NULL,
  updated_at BIGINT NOT NULL,
  name_key TEXT NOT NULL,
  type TEXT NOT NULL,
  supplier_id BIGINT NOT NULL,
  reference TEXT NOT NULL,
  start_on TEXT NOT NULL,
  end_on TEXT NOT NULL,
  notice BIGINT NOT NULL,
  notice_unit TEXT NOT NULL,
  notice_to TEXT NOT NULL,
  renewal TEXT NOT NULL,
  renew_months BIGINT NOT NULL,
  cost BIGINT NOT NULL,
  cost_currency TEXT NOT NULL,
  every TEXT NOT NULL,
  end_option TEXT NOT NULL,
  buy_out BIGINT NOT NULL,
  buy_out_currency TEXT NOT NULL,
  owner_id BIGINT NOT NULL,
  given_on TEXT NOT NULL,
  stops_on TEXT NOT NULL,
  note TEXT NOT NULL
);
CREATE INDEX contract_name ON contract (name_key, id);
CREATE INDEX contract_updated ON contract (updated_at{{then_id}});
CREATE INDEX contract_supplier ON contract (supplier_id, name_key, id);
CREATE TABLE contract_reminder (
  contract_id BIGINT NOT NULL,
  notice_by TEXT NOT NULL,
  days BIGINT NOT NULL,
  told_at BIGINT NOT NULL,
  PRIMARY KEY (contract_id, notice_by, days)
);
CREATE TABLE budget (
  id {{pk}},
  entity_id BIGINT NOT NULL,
  phase SMALLINT NOT NULL,
  updated_at BIGINT NOT NULL,
  name_key TEXT NOT NULL,
  start_on TEXT NOT NULL,
  end_on TEXT NOT NULL,
  cost_centre TEXT NOT NULL,
  planned BIGINT NOT NULL,
  planned_currency TEXT NOT NULL,
  owner_id BIGINT NOT NULL,
  note TEXT NOT NULL
);
CREATE INDEX budget_name ON budget (name_key, id);
CREATE INDEX budget_updated ON budget (updated_at{{then_id}});
CREATE TABLE purchase_order (
  id {{pk}},
  entity_id BIGINT NOT NULL,
  phase SMALLINT NOT NULL,
  updated_at BIGINT NOT NULL,
  name_key TEXT NOT NULL,
  supplier_id BIGINT NOT NULL,
  budget_id BIGINT NOT NULL,
  reference TEXT NOT NULL,
  ordered_on TEXT NOT NULL,
  expected_on TEXT NOT NULL,
  note TEXT NOT NULL
);
CREATE INDEX purchase_order_name ON purchase_order (name_key, id);
CREATE INDEX purchase_order_updated ON purchase_order (updated_at{{then_id}});
CREATE INDEX purchase_order_budget ON purchase_order (budget_id) WHERE budget_id <> 0;
CREATE TABLE order_line (
  id {{pk}},
  order_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  model_id BIGINT NOT NULL,
  quantity BIGINT NOT NULL,
  price BIGINT NOT NULL,
  price_currency TEXT NOT NULL,
  received BIGINT NOT NULL
);
CREATE UNIQUE INDEX order_line_position ON order_line (order_id, position);
CREATE TABLE maintenance (
  id {{pk}},
  asset_id BIGINT NOT NULL,
  type TEXT NOT NULL,
  supplier_id BIGINT NOT NULL,
  warranty BOOLEAN NOT NULL,
  start_on TEXT NOT NULL,
  end_on TEXT NOT NULL,
  cost BIGINT NOT NULL,
  cost_currency TEXT NOT NULL,
  downtime BIGINT NOT NULL,
  ticket_id BIGINT NOT NULL,
  note TEXT NOT NULL,
  at BIGINT NOT NULL,
  by_id BIGINT NOT NULL
);
CREATE INDEX maintenance_asset ON maintenance (asset_id, start_on, id);
