TABLE absence
  id INTEGER KEY 1
  person_id BIGINT NOT NULL
  from_at BIGINT NOT NULL
  until_at BIGINT NOT NULL
  note TEXT NOT NULL
TABLE agreement
  id INTEGER KEY 1
  kind TEXT NOT NULL
  name TEXT NOT NULL
  position BIGINT NOT NULL
  conditions TEXT NOT NULL
  pauses TEXT NOT NULL
  calendar_id BIGINT NOT NULL
  valid_from BIGINT NOT NULL
  valid_until BIGINT NOT NULL
  shipped BOOLEAN NOT NULL
  archived BOOLEAN NOT NULL
  version BIGINT NOT NULL
  updated_at BIGINT NOT NULL
TABLE api_token
  id INTEGER KEY 1
  hash BLOB NOT NULL
  person_id BIGINT NOT NULL
  name TEXT NOT NULL
  scopes TEXT NOT NULL
  created_at BIGINT NOT NULL
  expires_at BIGINT NOT NULL
  used_at BIGINT NOT NULL
TABLE asset
  id INTEGER KEY 1
  entity_id BIGINT NOT NULL
  phase SMALLINT NOT NULL
  updated_at BIGINT NOT NULL
  name_key TEXT NOT NULL
  class_id BIGINT NOT NULL
  model_id BIGINT NOT NULL
  serial TEXT NOT NULL
  substate TEXT NOT NULL
  holder_id BIGINT NOT NULL
  team_id BIGINT NOT NULL
  part_of_id BIGINT NOT NULL
  location_id BIGINT NOT NULL
  due_back TEXT NOT NULL
  department TEXT NOT NULL
  cost_centre TEXT NOT NULL
  ownership TEXT NOT NULL
  supplier_id BIGINT NOT NULL
  purchased TEXT NOT NULL
  cost BIGINT NOT NULL
  cost_currency TEXT NOT NULL
  invoice TEXT NOT NULL
  in_service TEXT NOT NULL
  warranty_end TEXT NOT NULL
  expected_end TEXT NOT NULL
  seen_at BIGINT NOT NULL
  seen_by BIGINT NOT NULL
  disposed TEXT NOT NULL
  disposal_method TEXT NOT NULL
  certificate TEXT NOT NULL
  wipe_proof TEXT NOT NULL
  criticality TEXT NOT NULL DEFAULT ''
TABLE asset_class
  id INTEGER KEY 1
  entity_id BIGINT NOT NULL
  phase SMALLINT NOT NULL
  updated_at BIGINT NOT NULL
  name_key TEXT NOT NULL
  tag_prefix TEXT NOT NULL
  data_bearing BOOLEAN NOT NULL
  method TEXT NOT NULL
  life BIGINT NOT NULL
TABLE asset_model
  id INTEGER KEY 1
  entity_id BIGINT NOT NULL
  phase SMALLINT NOT NULL
  updated_at BIGINT NOT NULL
  name_key TEXT NOT NULL
  class_id BIGINT NOT NULL
  maker TEXT NOT NULL
  part TEXT NOT NULL
  end_of_life TEXT NOT NULL
  warranty BIGINT NOT NULL
  method TEXT NOT NULL
  life BIGINT NOT NULL
TABLE attachment
  id INTEGER KEY 1
  record_id BIGINT NOT NULL
  entry_id BIGINT NOT NULL
  hash TEXT NOT NULL
  name TEXT NOT NULL
  size BIGINT NOT NULL
  media_type TEXT NOT NULL
  visibility SMALLINT NOT NULL
  created_by BIGINT NOT NULL
  created_at BIGINT NOT NULL
TABLE attestation
  id INTEGER KEY 1
  entity_id BIGINT NOT NULL
  phase SMALLINT NOT NULL
  updated_at BIGINT NOT NULL
  name_key TEXT NOT NULL
  location_id BIGINT NOT NULL
  class_id BIGINT NOT NULL
  team_id BIGINT NOT NULL
  due TEXT NOT NULL
  note TEXT NOT NULL
  frozen_at BIGINT NOT NULL
  expected BIGINT NOT NULL
TABLE attestation_line
  attestation_id BIGINT NOT NULL KEY 1
  asset_id BIGINT NOT NULL KEY 2
  person_id BIGINT NOT NULL
  person TEXT NOT NULL
  tag TEXT NOT NULL
  name TEXT NOT NULL
  answer TEXT NOT NULL
  reason TEXT NOT NULL
  answered_at BIGINT NOT NULL
  how TEXT NOT NULL
  photo_id BIGINT NOT NULL
TABLE batch
  id INTEGER KEY 1
  kind TEXT NOT NULL
  verb TEXT NOT NULL
  owner_id BIGINT NOT NULL
  at BIGINT NOT NULL
  state TEXT NOT NULL
  input TEXT NOT NULL
TABLE batch_row
  batch_id BIGINT NOT NULL KEY 1
  seq BIGINT NOT NULL KEY 2
  number TEXT NOT NULL
  outcome TEXT NOT NULL
  version BIGINT NOT NULL
  was TEXT NOT NULL
  why TEXT NOT NULL
TABLE blob
  hash TEXT KEY 1
  size BIGINT NOT NULL
  media_type TEXT NOT NULL
  created_at BIGINT NOT NULL
TABLE budget
  id INTEGER KEY 1
  entity_id BIGINT NOT NULL
  phase SMALLINT NOT NULL
  updated_at BIGINT NOT NULL
  name_key TEXT NOT NULL
  start_on TEXT NOT NULL
  end_on TEXT NOT NULL
  cost_centre TEXT NOT NULL
  planned BIGINT NOT NULL
  planned_currency TEXT NOT NULL
  owner_id BIGINT NOT NULL
  note TEXT NOT NULL
TABLE calendar
  id INTEGER KEY 1
  name TEXT NOT NULL
  hours TEXT NOT NULL
  holidays TEXT NOT NULL
  shipped BOOLEAN NOT NULL
  archived BOOLEAN NOT NULL
  version BIGINT NOT NULL
  updated_at BIGINT NOT NULL
TABLE category
  id INTEGER KEY 1
  parent_id BIGINT NOT NULL
  entity_id BIGINT NOT NULL
  name TEXT NOT NULL
  path TEXT NOT NULL
  team_id BIGINT NOT NULL
  impact SMALLINT NOT NULL
  urgency SMALLINT NOT NULL
  archived BOOLEAN NOT NULL
  shipped BOOLEAN NOT NULL
  version BIGINT NOT NULL
TABLE consumable
  id INTEGER KEY 1
  entity_id BIGINT NOT NULL
  phase SMALLINT NOT NULL
  updated_at BIGINT NOT NULL
  name_key TEXT NOT NULL
  maker TEXT NOT NULL
  part TEXT NOT NULL
  unit TEXT NOT NULL
  quantity BIGINT NOT NULL
  minimum BIGINT NOT NULL
  reorder BIGINT NOT NULL
  low BOOLEAN NOT NULL
  supplier_id BIGINT NOT NULL
TABLE contract
  id INTEGER KEY 1
  entity_id BIGINT NOT NULL
  phase SMALLINT NOT NULL
  updated_at BIGINT NOT NULL
  name_key TEXT NOT NULL
  type TEXT NOT NULL
  supplier_id BIGINT NOT NULL
  reference TEXT NOT NULL
  start_on TEXT NOT NULL
  end_on TEXT NOT NULL
  notice BIGINT NOT NULL
  notice_unit TEXT NOT NULL
  notice_to TEXT NOT NULL
  renewal TEXT NOT NULL
  renew_months BIGINT NOT NULL
  cost BIGINT NOT NULL
  cost_currency TEXT NOT NULL
  every TEXT NOT NULL
  end_option TEXT NOT NULL
  buy_out BIGINT NOT NULL
  buy_out_currency TEXT NOT NULL
  owner_id BIGINT NOT NULL
  given_on TEXT NOT NULL
  stops_on TEXT NOT NULL
  note TEXT NOT NULL
TABLE contract_reminder
  contract_id BIGINT NOT NULL KEY 1
  notice_by TEXT NOT NULL KEY 2
  days BIGINT NOT NULL KEY 3
  told_at BIGINT NOT NULL
TABLE counter
  name TEXT KEY 1
  value BIGINT NOT NULL
TABLE credential
  person_id INTEGER KEY 1
  password TEXT NOT NULL
  changed_at BIGINT NOT NULL
TABLE custody
  id INTEGER KEY 1
  asset_id BIGINT NOT NULL
  at BIGINT NOT NULL
  by_id BIGINT NOT NULL
  action TEXT NOT NULL
  from_person_id BIGINT NOT NULL
  from_team_id BIGINT NOT NULL
  from_location_id BIGINT NOT NULL
  to_person_id BIGINT NOT NULL
  to_team_id BIGINT NOT NULL
  to_location_id BIGINT NOT NULL
  to_asset_id BIGINT NOT NULL
  due_back TEXT NOT NULL
  condition TEXT NOT NULL
  accessories TEXT NOT NULL
  note TEXT NOT NULL
  terms TEXT NOT NULL
  accepted_at BIGINT NOT NULL
  signature TEXT NOT NULL
TABLE device
  asset_id BIGINT NOT NULL KEY 1
  kind TEXT NOT NULL
  agent TEXT NOT NULL
  first_at BIGINT NOT NULL
  last_at BIGINT NOT NULL
  os TEXT NOT NULL
  os_version TEXT NOT NULL
  cores BIGINT NOT NULL
  memory_mb BIGINT NOT NULL
  disk_mb BIGINT NOT NULL
  login TEXT NOT NULL
  detail TEXT NOT NULL
TABLE device_key
  kind TEXT NOT NULL KEY 1
  value TEXT NOT NULL KEY 2
  asset_id BIGINT NOT NULL KEY 3
TABLE device_token
  token_id BIGINT NOT NULL KEY 1
  asset_id BIGINT NOT NULL
  at BIGINT NOT NULL
TABLE directory
  id INTEGER KEY 1
  entity_id BIGINT NOT NULL
  phase SMALLINT NOT NULL
  updated_at BIGINT NOT NULL
  name_key TEXT NOT NULL
  url TEXT NOT NULL
  start_tls BOOLEAN NOT NULL
  bind TEXT NOT NULL
  base TEXT NOT NULL
  filter TEXT NOT NULL
  every BIGINT NOT NULL
  ran_at BIGINT NOT NULL
  outcome TEXT NOT NULL
TABLE draft
  person_id BIGINT NOT NULL KEY 1
  record_id BIGINT NOT NULL KEY 2
  at BIGINT NOT NULL
  body TEXT NOT NULL
  note BOOLEAN NOT NULL
  minutes TEXT NOT NULL
  next TEXT NOT NULL
TABLE entitlement
  id INTEGER KEY 1
  entity_id BIGINT NOT NULL
  phase SMALLINT NOT NULL
  updated_at BIGINT NOT NULL
  name_key TEXT NOT NULL
  product_id BIGINT NOT NULL
  contract_id BIGINT NOT NULL
  metric TEXT NOT NULL
  quantity BIGINT NOT NULL
  start_on TEXT NOT NULL
  end_on TEXT NOT NULL
  version TEXT NOT NULL
  upgrade_to TEXT NOT NULL
  downgrade BOOLEAN NOT NULL
  unit_cost BIGINT NOT NULL
  unit_cost_currency TEXT NOT NULL
TABLE entity
  id INTEGER KEY 1
  parent_id BIGINT NOT NULL
  path TEXT NOT NULL
  kind TEXT NOT NULL
  name TEXT NOT NULL
  zone TEXT NOT NULL
  calendar_id BIGINT NOT NULL
  archived BOOLEAN NOT NULL
  version BIGINT NOT NULL
  updated_at BIGINT NOT NULL
TABLE entry
  id INTEGER KEY 1
  record_id BIGINT NOT NULL
  kind TEXT NOT NULL
  visibility SMALLINT NOT NULL
  author_id BIGINT NOT NULL
  behalf_id BIGINT NOT NULL
  channel TEXT NOT NULL
  at BIGINT NOT NULL
  body TEXT NOT NULL
  source TEXT NOT NULL
TABLE event
  id INTEGER KEY 1
  subject_id BIGINT NOT NULL
  seq BIGINT NOT NULL
  kind TEXT NOT NULL
  at BIGINT NOT NULL
  actor_kind SMALLINT NOT NULL
  actor_id BIGINT NOT NULL
  behalf_id BIGINT NOT NULL
  channel TEXT NOT NULL
  cause_id BIGINT NOT NULL
  depth SMALLINT NOT NULL
  data TEXT NOT NULL
  hash BLOB NOT NULL
TABLE event_chain
  subject_id INTEGER KEY 1
  seq BIGINT NOT NULL
  hash BLOB NOT NULL
TABLE event_seal
  id INTEGER KEY 1
  until_id BIGINT NOT NULL
  events BIGINT NOT NULL
  root BLOB NOT NULL
  sealed_at BIGINT NOT NULL
TABLE field_definition
  id INTEGER KEY 1
  kind TEXT NOT NULL
  key TEXT NOT NULL
  label TEXT NOT NULL
  help TEXT NOT NULL
  type TEXT NOT NULL
  options TEXT NOT NULL
  required BOOLEAN NOT NULL
  portal BOOLEAN NOT NULL
  position BIGINT NOT NULL
  archived BOOLEAN NOT NULL
  version BIGINT NOT NULL
  classes TEXT NOT NULL DEFAULT ''
TABLE field_source
  asset_id BIGINT NOT NULL KEY 1
  field TEXT NOT NULL KEY 2
  source TEXT NOT NULL
  value TEXT NOT NULL
  offered TEXT NOT NULL
  locked BOOLEAN NOT NULL
  at BIGINT NOT NULL
TABLE finding
  id INTEGER KEY 1
  entity_id BIGINT NOT NULL
  phase SMALLINT NOT NULL
  updated_at BIGINT NOT NULL
  name_key TEXT NOT NULL
  asset_id BIGINT NOT NULL
  score BIGINT NOT NULL
  why TEXT NOT NULL
  agent TEXT NOT NULL
  maker TEXT NOT NULL
  model TEXT NOT NULL
  serial TEXT NOT NULL
TABLE finding_report
  finding_id BIGINT NOT NULL KEY 1
  mark TEXT NOT NULL
  token_id BIGINT NOT NULL
  position BIGINT NOT NULL
  at BIGINT NOT NULL
  agent_id TEXT NOT NULL
  message BLOB NOT NULL
TABLE handover
  id INTEGER KEY 1
  asset_id BIGINT NOT NULL
  person_id BIGINT NOT NULL
  terms_id BIGINT NOT NULL
  status TEXT NOT NULL
  asked_at BIGINT NOT NULL
  due TEXT NOT NULL
  answered_at BIGINT NOT NULL
  how TEXT NOT NULL
  reason TEXT NOT NULL
TABLE import_row
  run_id BIGINT NOT NULL KEY 1
  line BIGINT NOT NULL KEY 2
  outcome TEXT NOT NULL
  record_id BIGINT NOT NULL
  number TEXT NOT NULL
  seq BIGINT NOT NULL
  before TEXT NOT NULL
  reason TEXT NOT NULL
TABLE import_run
  id INTEGER KEY 1
  kind TEXT NOT NULL
  file TEXT NOT NULL
  digest TEXT NOT NULL
  options TEXT NOT NULL
  state TEXT NOT NULL
  person_id BIGINT NOT NULL
  started_at BIGINT NOT NULL
  ended_at BIGINT NOT NULL
  size BIGINT NOT NULL
  made BIGINT NOT NULL
  changed BIGINT NOT NULL
  same BIGINT NOT NULL
  refused BIGINT NOT NULL
  blob TEXT NOT NULL DEFAULT ''
  done BIGINT NOT NULL DEFAULT 0
  beat_at BIGINT NOT NULL DEFAULT 0
  claim_id BIGINT NOT NULL DEFAULT 0
  note TEXT NOT NULL DEFAULT ''
TABLE incident
  id INTEGER KEY 1
  impact SMALLINT NOT NULL
  urgency SMALLINT NOT NULL
  priority_reason TEXT NOT NULL
  resolution_code TEXT NOT NULL
  resolution TEXT NOT NULL
  closing_category_id BIGINT NOT NULL
  cause_code TEXT NOT NULL
  workaround BOOLEAN NOT NULL
  cancel_reason TEXT NOT NULL
TABLE install
  id INTEGER KEY 1
  asset_id BIGINT NOT NULL
  product_key TEXT NOT NULL
  name TEXT NOT NULL
  version TEXT NOT NULL
  publisher TEXT NOT NULL
  arch TEXT NOT NULL
  source TEXT NOT NULL
  login TEXT NOT NULL
  since_at BIGINT NOT NULL
  until_at BIGINT NOT NULL
  used_at BIGINT NOT NULL
TABLE invoice
  id INTEGER KEY 1
  order_id BIGINT NOT NULL
  number TEXT NOT NULL
  dated TEXT NOT NULL
  amount BIGINT NOT NULL
  amount_currency TEXT NOT NULL
  at BIGINT NOT NULL
  by_id BIGINT NOT NULL
TABLE invoice_line
  id INTEGER KEY 1
  invoice_id BIGINT NOT NULL
  line_id BIGINT NOT NULL
  quantity BIGINT NOT NULL
  price BIGINT NOT NULL
  price_currency TEXT NOT NULL
TABLE item
  id INTEGER KEY 1
  entity_id BIGINT NOT NULL
  phase SMALLINT NOT NULL
  updated_at BIGINT NOT NULL
  name_key TEXT NOT NULL
  class TEXT NOT NULL
  environment TEXT NOT NULL
  criticality TEXT NOT NULL
  description TEXT NOT NULL
  owner_team_id BIGINT NOT NULL
  team_id BIGINT NOT NULL
  location_id BIGINT NOT NULL
TABLE job
  id INTEGER KEY 1
  kind TEXT NOT NULL
  unique_key TEXT
  payload TEXT NOT NULL
  state SMALLINT NOT NULL
  run_at BIGINT NOT NULL
  attempt SMALLINT NOT NULL
  lease_until BIGINT NOT NULL
  error TEXT NOT NULL
  created_at BIGINT NOT NULL
TABLE licence_allocation
  id INTEGER KEY 1
  product_id BIGINT NOT NULL
  person_id BIGINT NOT NULL
  asset_id BIGINT NOT NULL
  since_on TEXT NOT NULL
  until_on TEXT NOT NULL
  used_at BIGINT NOT NULL
TABLE link_token
  hash BLOB NOT NULL KEY 1
  purpose TEXT NOT NULL
  subject_id BIGINT NOT NULL
  person_id BIGINT NOT NULL
  expires_at BIGINT NOT NULL
  used_at BIGINT NOT NULL
TABLE location
  id INTEGER KEY 1
  parent_id BIGINT NOT NULL
  entity_id BIGINT NOT NULL
  name TEXT NOT NULL
  zone TEXT NOT NULL
  archived BOOLEAN NOT NULL
  version BIGINT NOT NULL
TABLE macro
  id INTEGER KEY 1
  owner_id BIGINT NOT NULL
  team_id BIGINT NOT NULL
  everybody BOOLEAN NOT NULL
  name TEXT NOT NULL
  name_key TEXT NOT NULL
  body TEXT NOT NULL
  note BOOLEAN NOT NULL
  next TEXT NOT NULL
  take BOOLEAN NOT NULL
  to_team_id BIGINT NOT NULL
  version BIGINT NOT NULL
TABLE maintenance
  id INTEGER KEY 1
  asset_id BIGINT NOT NULL
  type TEXT NOT NULL
  supplier_id BIGINT NOT NULL
  warranty BOOLEAN NOT NULL
  start_on TEXT NOT NULL
  end_on TEXT NOT NULL
  cost BIGINT NOT NULL
  cost_currency TEXT NOT NULL
  downtime BIGINT NOT NULL
  ticket_id BIGINT NOT NULL
  note TEXT NOT NULL
  at BIGINT NOT NULL
  by_id BIGINT NOT NULL
TABLE mention
  entry_id BIGINT NOT NULL KEY 1
  person_id BIGINT NOT NULL KEY 2
TABLE node
  number INTEGER KEY 1
  holder TEXT NOT NULL
  until BIGINT NOT NULL
TABLE notification
  id INTEGER KEY 1
  person_id BIGINT NOT NULL
  record_id BIGINT NOT NULL
  event_id BIGINT NOT NULL
  reason TEXT NOT NULL
  text TEXT NOT NULL
  at BIGINT NOT NULL
  read_at BIGINT NOT NULL
TABLE notification_mute
  id INTEGER KEY 1
  person_id BIGINT NOT NULL
  record_id BIGINT NOT NULL
  reason TEXT NOT NULL
  until BIGINT NOT NULL
TABLE order_line
  id INTEGER KEY 1
  order_id BIGINT NOT NULL
  position BIGINT NOT NULL
  model_id BIGINT NOT NULL
  quantity BIGINT NOT NULL
  price BIGINT NOT NULL
  price_currency TEXT NOT NULL
  received BIGINT NOT NULL
TABLE person
  id INTEGER KEY 1
  entity_id BIGINT NOT NULL
  name TEXT NOT NULL
  name_key TEXT NOT NULL
  email TEXT NOT NULL
  phone TEXT NOT NULL
  title TEXT NOT NULL
  department TEXT NOT NULL
  location_id BIGINT NOT NULL
  manager_id BIGINT NOT NULL
  language TEXT NOT NULL
  zone TEXT NOT NULL
  vip BOOLEAN NOT NULL
  status TEXT NOT NULL
  preferences TEXT NOT NULL
  version BIGINT NOT NULL
  created_at BIGINT NOT NULL
  updated_at BIGINT NOT NULL
TABLE person_address
  kind TEXT NOT NULL KEY 1
  value TEXT NOT NULL KEY 2
  person_id BIGINT NOT NULL
  verified_at BIGINT NOT NULL
TABLE person_role
  person_id BIGINT NOT NULL KEY 1
  role_id BIGINT NOT NULL KEY 2
TABLE presence
  record_id BIGINT NOT NULL KEY 1
  person_id BIGINT NOT NULL KEY 2
  at BIGINT NOT NULL
  writing BOOLEAN NOT NULL
TABLE product_rule
  id INTEGER KEY 1
  entity_id BIGINT NOT NULL
  phase SMALLINT NOT NULL
  updated_at BIGINT NOT NULL
  name_key TEXT NOT NULL
  matching TEXT NOT NULL
  pattern TEXT NOT NULL
  publisher TEXT NOT NULL
TABLE purchase_order
  id INTEGER KEY 1
  entity_id BIGINT NOT NULL
  phase SMALLINT NOT NULL
  updated_at BIGINT NOT NULL
  name_key TEXT NOT NULL
  supplier_id BIGINT NOT NULL
  budget_id BIGINT NOT NULL
  reference TEXT NOT NULL
  ordered_on TEXT NOT NULL
  expected_on TEXT NOT NULL
  note TEXT NOT NULL
TABLE rate
  key TEXT KEY 1
  tokens BIGINT NOT NULL
  at BIGINT NOT NULL
TABLE reclaim
  id INTEGER KEY 1
  entity_id BIGINT NOT NULL
  phase SMALLINT NOT NULL
  updated_at BIGINT NOT NULL
  name_key TEXT NOT NULL
  product_id BIGINT NOT NULL
  person_id BIGINT NOT NULL
  asset_id BIGINT NOT NULL
  team_id BIGINT NOT NULL
  row_kind TEXT NOT NULL
  row_id BIGINT NOT NULL
  last_used TEXT NOT NULL
  due TEXT NOT NULL
  answered_at BIGINT NOT NULL
  how TEXT NOT NULL
  saving BIGINT NOT NULL
  saving_currency TEXT NOT NULL
TABLE reclaim_round
  held_on TEXT NOT NULL KEY 1
  at BIGINT NOT NULL
TABLE record
  id INTEGER KEY 1
  kind TEXT NOT NULL
  number TEXT NOT NULL
  title TEXT NOT NULL
  state TEXT NOT NULL
  phase SMALLINT NOT NULL
  entity_id BIGINT NOT NULL
  version BIGINT NOT NULL
  created_at BIGINT NOT NULL
  created_by BIGINT NOT NULL
  updated_at BIGINT NOT NULL
  archived_at BIGINT NOT NULL
  custom TEXT
TABLE record_link
  from_id BIGINT NOT NULL KEY 1
  to_id BIGINT NOT NULL KEY 2
  relation TEXT NOT NULL KEY 3
  created_at BIGINT NOT NULL
  created_by BIGINT NOT NULL
TABLE record_watcher
  record_id BIGINT NOT NULL KEY 1
  person_id BIGINT NOT NULL KEY 2
TABLE relation
  id INTEGER KEY 1
  from_id BIGINT NOT NULL
  to_id BIGINT NOT NULL
  kind TEXT NOT NULL
  impact BOOLEAN NOT NULL
  group_name TEXT NOT NULL
  need BIGINT NOT NULL
  valid_from TEXT NOT NULL
  valid_to TEXT NOT NULL
  source TEXT NOT NULL
  created_at BIGINT NOT NULL
  created_by BIGINT NOT NULL
TABLE request_key
  id INTEGER KEY 1
  actor_id BIGINT NOT NULL
  key TEXT NOT NULL
  request BLOB NOT NULL
  answer TEXT NOT NULL
TABLE requisition
  id INTEGER KEY 1
  entity_id BIGINT NOT NULL
  phase SMALLINT NOT NULL
  updated_at BIGINT NOT NULL
  name_key TEXT NOT NULL
  requester_id BIGINT NOT NULL
  supplier_id BIGINT NOT NULL
  budget_id BIGINT NOT NULL
  needed_on TEXT NOT NULL
  why TEXT NOT NULL
  decided_by BIGINT NOT NULL
  order_id BIGINT NOT NULL
TABLE requisition_line
  id INTEGER KEY 1
  requisition_id BIGINT NOT NULL
  position BIGINT NOT NULL
  model_id BIGINT NOT NULL
  quantity BIGINT NOT NULL
  price BIGINT NOT NULL
  price_currency TEXT NOT NULL
TABLE role
  id INTEGER KEY 1
  key TEXT NOT NULL
  name TEXT NOT NULL
  help TEXT NOT NULL
  shipped BOOLEAN NOT NULL
  version BIGINT NOT NULL
TABLE role_grant
  role_id BIGINT NOT NULL KEY 1
  permission TEXT NOT NULL KEY 2
  scope TEXT NOT NULL
TABLE saved_view
  id INTEGER KEY 1
  kind TEXT NOT NULL
  owner_id BIGINT NOT NULL
  team_id BIGINT NOT NULL
  name TEXT NOT NULL
  name_key TEXT NOT NULL
  question TEXT NOT NULL
  sort TEXT NOT NULL
  by_field TEXT NOT NULL
  board BOOLEAN NOT NULL
  shown TEXT NOT NULL
  version BIGINT NOT NULL
TABLE schema_digest
  version BIGINT KEY 1
  digest TEXT NOT NULL
TABLE schema_migration
  version BIGINT KEY 1
  name TEXT NOT NULL
  at BIGINT NOT NULL
TABLE sealed_secret
  owner_id BIGINT NOT NULL KEY 1
  sealed BLOB NOT NULL
  at BIGINT NOT NULL
TABLE search_doc
  doc INTEGER KEY 1
  id BIGINT NOT NULL
TABLE search_text
  tokens 
TABLE service
  id INTEGER KEY 1
  entity_id BIGINT NOT NULL
  phase SMALLINT NOT NULL
  updated_at BIGINT NOT NULL
  name_key TEXT NOT NULL
  description TEXT NOT NULL
  owner_id BIGINT NOT NULL
  team_id BIGINT NOT NULL
  criticality TEXT NOT NULL
  audience TEXT NOT NULL
  users BIGINT NOT NULL
TABLE session
  hash BLOB NOT NULL KEY 1
  person_id BIGINT NOT NULL
  created_at BIGINT NOT NULL
  seen_at BIGINT NOT NULL
  address TEXT NOT NULL
  agent TEXT NOT NULL
TABLE setting
  key TEXT KEY 1
  id BIGINT NOT NULL
  value TEXT NOT NULL
  version BIGINT NOT NULL
  updated_at BIGINT NOT NULL
TABLE sla_clock
  ticket_id BIGINT NOT NULL KEY 1
  target_id BIGINT NOT NULL KEY 2
  cycle SMALLINT NOT NULL KEY 3
  metric TEXT NOT NULL
  state SMALLINT NOT NULL
  started_at BIGINT NOT NULL
  since BIGINT NOT NULL
  due_at BIGINT NOT NULL
  breached_at BIGINT NOT NULL
  promise BIGINT NOT NULL
  elapsed BIGINT NOT NULL
  paused BIGINT NOT NULL
  warned SMALLINT NOT NULL
TABLE software_product
  id INTEGER KEY 1
  entity_id BIGINT NOT NULL
  phase SMALLINT NOT NULL
  updated_at BIGINT NOT NULL
  name_key TEXT NOT NULL
  publisher TEXT NOT NULL
  product_key TEXT NOT NULL
  core_minimum BIGINT NOT NULL
  note TEXT NOT NULL
  team_id BIGINT NOT NULL DEFAULT 0
TABLE spent_time
  id INTEGER KEY 1
  record_id BIGINT NOT NULL
  person_id BIGINT NOT NULL
  minutes BIGINT NOT NULL
  at BIGINT NOT NULL
  note TEXT NOT NULL
TABLE stock
  consumable_id BIGINT NOT NULL KEY 1
  location_id BIGINT NOT NULL KEY 2
  quantity BIGINT NOT NULL
TABLE stock_move
  id INTEGER KEY 1
  consumable_id BIGINT NOT NULL
  location_id BIGINT NOT NULL
  at BIGINT NOT NULL
  by_id BIGINT NOT NULL
  reason TEXT NOT NULL
  quantity BIGINT NOT NULL
  person_id BIGINT NOT NULL
  record_id BIGINT NOT NULL
  note TEXT NOT NULL
TABLE stocktake
  id INTEGER KEY 1
  entity_id BIGINT NOT NULL
  phase SMALLINT NOT NULL
  updated_at BIGINT NOT NULL
  name_key TEXT NOT NULL
  location_id BIGINT NOT NULL
  class_id BIGINT NOT NULL
  team_id BIGINT NOT NULL
  due TEXT NOT NULL
  note TEXT NOT NULL
  frozen_at BIGINT NOT NULL
  expected BIGINT NOT NULL
  signed_at BIGINT NOT NULL
  signed_by BIGINT NOT NULL
  digest TEXT NOT NULL
  report TEXT NOT NULL
TABLE stocktake_decision
  stocktake_id BIGINT NOT NULL KEY 1
  row_key TEXT NOT NULL KEY 2
  correction TEXT NOT NULL
  by_id BIGINT NOT NULL
  by_name TEXT NOT NULL
  at BIGINT NOT NULL
  note TEXT NOT NULL
TABLE stocktake_line
  stocktake_id BIGINT NOT NULL KEY 1
  asset_id BIGINT NOT NULL KEY 2
  tag TEXT NOT NULL
  name TEXT NOT NULL
  location_id BIGINT NOT NULL
  holder_id BIGINT NOT NULL
  holder TEXT NOT NULL
  state TEXT NOT NULL
  beyond BOOLEAN NOT NULL
TABLE stocktake_place
  stocktake_id BIGINT NOT NULL KEY 1
  location_id BIGINT NOT NULL KEY 2
  parent_id BIGINT NOT NULL
  name TEXT NOT NULL
TABLE stocktake_scan
  id INTEGER KEY 1
  stocktake_id BIGINT NOT NULL
  scan TEXT NOT NULL
  code TEXT NOT NULL
  tag TEXT NOT NULL
  location_id BIGINT NOT NULL
  at BIGINT NOT NULL
  received_at BIGINT NOT NULL
  by_id BIGINT NOT NULL
  by_name TEXT NOT NULL
  device TEXT NOT NULL
  seq BIGINT NOT NULL
  undoes TEXT NOT NULL
  note TEXT NOT NULL
TABLE supplier
  id INTEGER KEY 1
  entity_id BIGINT NOT NULL
  phase SMALLINT NOT NULL
  updated_at BIGINT NOT NULL
  name_key TEXT NOT NULL
  customer_number TEXT NOT NULL
  email TEXT NOT NULL
  phone TEXT NOT NULL
  website TEXT NOT NULL
  note TEXT NOT NULL
TABLE sweep
  id INTEGER KEY 1
  entity_id BIGINT NOT NULL
  phase SMALLINT NOT NULL
  updated_at BIGINT NOT NULL
  name_key TEXT NOT NULL
  ranges TEXT NOT NULL
  protocol TEXT NOT NULL
  account TEXT NOT NULL
  auth TEXT NOT NULL
  privacy TEXT NOT NULL
  port BIGINT NOT NULL
  every BIGINT NOT NULL
  ran_at BIGINT NOT NULL
  outcome TEXT NOT NULL
TABLE target
  id INTEGER KEY 1
  agreement_id BIGINT NOT NULL
  metric TEXT NOT NULL
  priority SMALLINT NOT NULL
  amount BIGINT NOT NULL
  unit TEXT NOT NULL
  calendar_id BIGINT NOT NULL
  warnings TEXT NOT NULL
  archived BOOLEAN NOT NULL
TABLE task
  id INTEGER KEY 1
  record_id BIGINT NOT NULL
  position BIGINT NOT NULL
  title TEXT NOT NULL
  state TEXT NOT NULL
  mandatory BOOLEAN NOT NULL
  team_id BIGINT NOT NULL
  person_id BIGINT NOT NULL
  due_at BIGINT NOT NULL
  done_at BIGINT NOT NULL
  version BIGINT NOT NULL
TABLE team
  id INTEGER KEY 1
  entity_id BIGINT NOT NULL
  name TEXT NOT NULL
  assignment TEXT NOT NULL
  max_open BIGINT NOT NULL
  calendar_id BIGINT NOT NULL
  last_person_id BIGINT NOT NULL
  archived BOOLEAN NOT NULL
  version BIGINT NOT NULL
  updated_at BIGINT NOT NULL
TABLE team_member
  team_id BIGINT NOT NULL KEY 1
  person_id BIGINT NOT NULL KEY 2
  lead BOOLEAN NOT NULL
TABLE terms
  id INTEGER KEY 1
  entity_id BIGINT NOT NULL
  phase SMALLINT NOT NULL
  updated_at BIGINT NOT NULL
  name_key TEXT NOT NULL
  class_id BIGINT NOT NULL
  body TEXT NOT NULL
  published_at BIGINT NOT NULL
TABLE ticket
  id INTEGER KEY 1
  kind TEXT NOT NULL
  entity_id BIGINT NOT NULL
  phase SMALLINT NOT NULL
  requester_id BIGINT NOT NULL
  team_id BIGINT NOT NULL
  assignee_id BIGINT NOT NULL
  priority SMALLINT NOT NULL
  channel TEXT NOT NULL
  category_id BIGINT NOT NULL
  location_id BIGINT NOT NULL
  service_id BIGINT NOT NULL
  parent_id BIGINT NOT NULL
  merged_into_id BIGINT NOT NULL
  hold_reason TEXT NOT NULL
  hold_until BIGINT NOT NULL
  due_at BIGINT NOT NULL
  responded_at BIGINT NOT NULL
  resolved_at BIGINT NOT NULL
  closed_at BIGINT NOT NULL
  updated_at BIGINT NOT NULL
  reopened BIGINT NOT NULL
  reassigned BIGINT NOT NULL
  spent BIGINT NOT NULL
TABLE warranty_reminder
  asset_id BIGINT NOT NULL KEY 1
  ends_on TEXT NOT NULL KEY 2
  days BIGINT NOT NULL KEY 3
  told_at BIGINT NOT NULL
TABLE warranty_round
  held_on TEXT NOT NULL KEY 1
  at BIGINT NOT NULL
CREATE INDEX absence_person ON absence (person_id, until_at)
CREATE UNIQUE INDEX agreement_name ON agreement (kind, name)
CREATE UNIQUE INDEX api_token_hash ON api_token (hash)
CREATE INDEX asset_class_assets ON asset (class_id, name_key, id)
CREATE INDEX asset_class_name ON asset_class (name_key, id)
CREATE INDEX asset_class_updated ON asset_class (updated_at)
CREATE INDEX asset_cost ON asset (class_id, model_id, entity_id, holder_id, team_id, ownership, cost_currency, cost, purchased, in_service, disposed)
CREATE INDEX asset_holder ON asset (holder_id, name_key, id)
CREATE INDEX asset_location ON asset (location_id, name_key, id)
CREATE INDEX asset_model_assets ON asset (model_id, name_key, id)
CREATE INDEX asset_model_class ON asset_model (class_id, name_key, id)
CREATE INDEX asset_model_name ON asset_model (name_key, id)
CREATE INDEX asset_model_updated ON asset_model (updated_at)
CREATE INDEX asset_name ON asset (name_key, id)
CREATE INDEX asset_part_of ON asset (part_of_id) WHERE part_of_id <> 0
CREATE INDEX asset_serial ON asset (serial) WHERE serial <> ''
CREATE INDEX asset_team ON asset (team_id, name_key, id)
CREATE INDEX asset_updated ON asset (updated_at)
CREATE INDEX asset_warranty ON asset (warranty_end, id) WHERE warranty_end <> ''
CREATE INDEX attachment_hash ON attachment (hash)
CREATE INDEX attachment_record ON attachment (record_id)
CREATE INDEX attestation_line_person ON attestation_line (person_id, attestation_id)
CREATE INDEX attestation_name ON attestation (name_key, id)
CREATE INDEX attestation_updated ON attestation (updated_at)
CREATE INDEX batch_at ON batch (at)
CREATE INDEX batch_row_outcome ON batch_row (batch_id, outcome, seq)
CREATE INDEX budget_name ON budget (name_key, id)
CREATE INDEX budget_updated ON budget (updated_at)
CREATE UNIQUE INDEX calendar_name ON calendar (name)
CREATE UNIQUE INDEX category_name ON category (entity_id, parent_id, name)
CREATE INDEX consumable_name ON consumable (name_key, id)
CREATE INDEX consumable_updated ON consumable (updated_at)
CREATE INDEX contract_name ON contract (name_key, id)
CREATE INDEX contract_supplier ON contract (supplier_id, name_key, id)
CREATE INDEX contract_updated ON contract (updated_at)
CREATE INDEX custody_asset ON custody (asset_id)
CREATE INDEX custody_person ON custody (to_person_id) WHERE to_person_id <> 0
CREATE INDEX device_key_asset ON device_key (asset_id)
CREATE INDEX device_token_asset ON device_token (asset_id)
CREATE INDEX directory_name ON directory (name_key, id)
CREATE INDEX directory_updated ON directory (updated_at)
CREATE INDEX draft_at ON draft (at)
CREATE INDEX entitlement_name ON entitlement (name_key, id)
CREATE INDEX entitlement_product ON entitlement (product_id, name_key, id)
CREATE INDEX entitlement_updated ON entitlement (updated_at)
CREATE INDEX entity_path ON entity (path)
CREATE INDEX entry_record ON entry (record_id)
CREATE UNIQUE INDEX event_chain_key ON event (subject_id, seq)
CREATE UNIQUE INDEX field_definition_key ON field_definition (kind, key)
CREATE INDEX finding_name ON finding (name_key, id)
CREATE INDEX finding_report_mark ON finding_report (mark)
CREATE INDEX finding_updated ON finding (updated_at)
CREATE INDEX handover_asset ON handover (asset_id)
CREATE INDEX handover_open ON handover (person_id) WHERE status = 'open'
CREATE INDEX import_row_record ON import_row (record_id)
CREATE INDEX import_run_digest ON import_run (digest, kind)
CREATE UNIQUE INDEX import_run_live ON import_run (digest, kind) WHERE state = 'running' OR state = 'stopping'
CREATE INDEX install_asset ON install (asset_id, until_at, id)
CREATE INDEX install_product ON install (product_key, asset_id) WHERE product_key <> ''
CREATE INDEX invoice_line_line ON invoice_line (line_id)
CREATE UNIQUE INDEX invoice_line_once ON invoice_line (invoice_id, line_id)
CREATE UNIQUE INDEX invoice_number ON invoice (order_id, number)
CREATE INDEX item_class ON item (class, name_key, id)
CREATE INDEX item_name ON item (name_key, id)
CREATE INDEX item_updated ON item (updated_at)
CREATE INDEX job_dead ON job (id) WHERE state = 2
CREATE UNIQUE INDEX job_key ON job (unique_key) WHERE unique_key IS NOT NULL
CREATE INDEX job_leased ON job (lease_until) WHERE state = 1
CREATE INDEX job_ready ON job (run_at) WHERE state = 0
CREATE INDEX licence_allocation_product ON licence_allocation (product_id, id)
CREATE INDEX link_token_expiry ON link_token (expires_at)
CREATE INDEX link_token_person ON link_token (person_id, purpose)
CREATE UNIQUE INDEX location_name ON location (entity_id, parent_id, name)
CREATE INDEX macro_everybody ON macro (name_key) WHERE everybody
CREATE INDEX macro_owner ON macro (owner_id)
CREATE INDEX macro_team ON macro (team_id) WHERE team_id <> 0
CREATE INDEX maintenance_asset ON maintenance (asset_id, start_on, id)
CREATE UNIQUE INDEX notification_mute_once ON notification_mute (person_id, record_id, reason)
CREATE UNIQUE INDEX notification_once ON notification (person_id, event_id)
CREATE UNIQUE INDEX order_line_position ON order_line (order_id, position)
CREATE INDEX person_address_person ON person_address (person_id)
CREATE INDEX person_name ON person (name_key)
CREATE INDEX product_rule_name ON product_rule (name_key, id)
CREATE INDEX product_rule_updated ON product_rule (updated_at)
CREATE INDEX purchase_order_budget ON purchase_order (budget_id) WHERE budget_id <> 0
CREATE INDEX purchase_order_name ON purchase_order (name_key, id)
CREATE INDEX purchase_order_updated ON purchase_order (updated_at)
CREATE INDEX reclaim_name ON reclaim (name_key, id)
CREATE UNIQUE INDEX reclaim_open ON reclaim (row_kind, row_id) WHERE phase < 2
CREATE INDEX reclaim_person ON reclaim (person_id) WHERE phase < 2
CREATE INDEX reclaim_product ON reclaim (product_id, id)
CREATE INDEX reclaim_row ON reclaim (row_kind, row_id, id)
CREATE INDEX reclaim_updated ON reclaim (updated_at)
CREATE INDEX record_link_to ON record_link (to_id)
CREATE UNIQUE INDEX record_number ON record (number)
CREATE INDEX record_watcher_person ON record_watcher (person_id, record_id)
CREATE INDEX relation_from ON relation (from_id, to_id, kind)
CREATE INDEX relation_to ON relation (to_id)
CREATE UNIQUE INDEX request_key_actor ON request_key (actor_id, key)
CREATE UNIQUE INDEX requisition_line_position ON requisition_line (requisition_id, position)
CREATE INDEX requisition_name ON requisition (name_key, id)
CREATE INDEX requisition_requester ON requisition (requester_id, name_key, id)
CREATE INDEX requisition_updated ON requisition (updated_at)
CREATE UNIQUE INDEX role_key ON role (key)
CREATE UNIQUE INDEX saved_view_owner ON saved_view (kind, owner_id, team_id, name_key)
CREATE INDEX saved_view_team ON saved_view (kind, team_id) WHERE team_id <> 0
CREATE UNIQUE INDEX search_doc_id ON search_doc (id)
CREATE INDEX service_name ON service (name_key, id)
CREATE INDEX service_updated ON service (updated_at)
CREATE INDEX session_person ON session (person_id)
CREATE UNIQUE INDEX software_product_key ON software_product (product_key)
CREATE INDEX software_product_name ON software_product (name_key, id)
CREATE INDEX software_product_updated ON software_product (updated_at)
CREATE INDEX spent_time_record ON spent_time (record_id)
CREATE INDEX stock_move_consumable ON stock_move (consumable_id)
CREATE INDEX stock_move_record ON stock_move (record_id) WHERE record_id <> 0
CREATE INDEX stocktake_line_tag ON stocktake_line (stocktake_id, tag)
CREATE INDEX stocktake_name ON stocktake (name_key, id)
CREATE UNIQUE INDEX stocktake_scan_once ON stocktake_scan (stocktake_id, scan)
CREATE INDEX stocktake_scan_tag ON stocktake_scan (stocktake_id, tag)
CREATE INDEX stocktake_scan_undoes ON stocktake_scan (stocktake_id, undoes) WHERE undoes <> ''
CREATE INDEX stocktake_updated ON stocktake (updated_at)
CREATE INDEX supplier_name ON supplier (name_key, id)
CREATE INDEX supplier_updated ON supplier (updated_at)
CREATE INDEX sweep_name ON sweep (name_key, id)
CREATE INDEX sweep_updated ON sweep (updated_at)
CREATE INDEX target_agreement ON target (agreement_id)
CREATE INDEX task_person ON task (person_id, due_at) WHERE done_at = 0
CREATE INDEX task_record ON task (record_id, position)
CREATE INDEX team_member_person ON team_member (person_id)
CREATE UNIQUE INDEX team_name ON team (entity_id, name)
CREATE INDEX terms_name ON terms (name_key, id)
CREATE INDEX terms_updated ON terms (updated_at)
CREATE INDEX ticket_assignee ON ticket (assignee_id) WHERE assignee_id <> 0
CREATE INDEX ticket_assignee_due ON ticket (assignee_id, due_at, id, kind, phase) WHERE phase < 2
CREATE INDEX ticket_autoclose ON ticket (resolved_at) WHERE phase = 2
CREATE INDEX ticket_due ON ticket (due_at, id, kind, phase) WHERE phase < 2
CREATE INDEX ticket_open ON ticket (id, kind, phase) WHERE phase < 2
CREATE INDEX ticket_open_updated ON ticket (updated_at, id, kind, phase) WHERE phase < 2
CREATE INDEX ticket_parent ON ticket (parent_id) WHERE parent_id <> 0
CREATE INDEX ticket_priority ON ticket (priority, due_at) WHERE phase < 2
CREATE INDEX ticket_requester ON ticket (requester_id)
CREATE INDEX ticket_team_due ON ticket (team_id, due_at, id, kind, phase) WHERE phase < 2
CREATE INDEX ticket_updated ON ticket (updated_at)
