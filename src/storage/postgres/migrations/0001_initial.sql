-- The schema on PostgreSQL. People's own tools may read it; amounts are whole numbers of the currency's minor unit
-- (cents), ids come from the library (id_counter), lists are JSON arrays in a text.
--
-- What a customer owns is keyed by the customer first, so that it lives on one machine when the tables are distributed:
-- every foreign key stays within a customer, and every unique rule begins with customer_id. Values that lead to a
-- customer from outside (an account number, a phone) stand in directory tables keyed by the value. Keys that are
-- compared or sorted are COLLATE "C": the order of their bytes, the same on every system.

CREATE TABLE id_counter (
  record TEXT COLLATE "C" PRIMARY KEY,
  next_id BIGINT NOT NULL
);

CREATE TABLE setting (
  name TEXT COLLATE "C" PRIMARY KEY,
  value TEXT NOT NULL
);

CREATE TABLE customer (
  id BIGINT PRIMARY KEY,
  version BIGINT NOT NULL,
  account_number TEXT,
  external_id TEXT,
  customer_number BIGINT,
  record_type TEXT,
  first_name TEXT,
  last_name TEXT,
  borrower_first_name TEXT,
  borrower_last_name TEXT,
  dob DATE,
  ssn_last4 TEXT,
  email_address TEXT,
  primary_phone_number TEXT,
  transfer_phone_number TEXT,
  transfer_ip_address TEXT,
  address_line_1 TEXT,
  address_line_2 TEXT,
  city TEXT,
  state TEXT,
  postal_code TEXT,
  country TEXT,
  language TEXT,
  time_zone TEXT,
  is_eligible_to_call BOOLEAN NOT NULL,
  do_not_call BOOLEAN NOT NULL,
  credit_score BIGINT,
  currency TEXT NOT NULL,
  monthly_income BIGINT,
  employment_status TEXT,
  attributes TEXT,
  created_at TIMESTAMPTZ NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE customer_ssn (
  customer_id BIGINT PRIMARY KEY REFERENCES customer (id),
  key_id TEXT NOT NULL,
  sealed TEXT NOT NULL,
  ssn_index TEXT NOT NULL
);

CREATE TABLE customer_phone (
  customer_id BIGINT NOT NULL REFERENCES customer (id),
  id BIGINT NOT NULL,
  version BIGINT NOT NULL,
  number TEXT COLLATE "C" NOT NULL,
  kind TEXT NOT NULL,
  rank BIGINT NOT NULL,
  status TEXT NOT NULL,
  do_not_call BOOLEAN NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (customer_id, id),
  UNIQUE (customer_id, number)
);

CREATE TABLE vehicle (
  customer_id BIGINT NOT NULL REFERENCES customer (id),
  id BIGINT NOT NULL,
  version BIGINT NOT NULL,
  vin TEXT NOT NULL,
  make TEXT NOT NULL,
  model TEXT NOT NULL,
  year BIGINT NOT NULL,
  mileage BIGINT,
  color TEXT,
  condition TEXT,
  currency TEXT NOT NULL,
  market_value BIGINT,
  created_at TIMESTAMPTZ NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (customer_id, id)
);

CREATE TABLE loan (
  customer_id BIGINT NOT NULL REFERENCES customer (id),
  id BIGINT NOT NULL,
  version BIGINT NOT NULL,
  product_name TEXT NOT NULL,
  status TEXT COLLATE "C" NOT NULL,
  currency TEXT NOT NULL,
  due_amount BIGINT NOT NULL CHECK (due_amount >= 0),
  no_of_missed_installments BIGINT NOT NULL,
  contractual_installment_amount BIGINT NOT NULL,
  interest_late_fee BIGINT NOT NULL,
  minimum_amount BIGINT NOT NULL,
  due_date DATE NOT NULL,
  acceptable_pay_later_date DATE,
  acceptable_already_paid_date DATE,
  grace_period_date DATE,
  days_past_due BIGINT NOT NULL,
  vehicle_id BIGINT,
  loan_amount BIGINT,
  interest_rate TEXT,
  term_months BIGINT,
  monthly_payment BIGINT,
  balance_remaining BIGINT CHECK (balance_remaining >= 0),
  next_payment_date DATE,
  origination_date DATE,
  created_at TIMESTAMPTZ NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (customer_id, id),
  FOREIGN KEY (customer_id, vehicle_id) REFERENCES vehicle (customer_id, id)
);
CREATE INDEX loan_by_status ON loan (status, customer_id, id);
CREATE INDEX loan_by_days_past_due ON loan (days_past_due, customer_id, id) WHERE days_past_due > 0;
CREATE INDEX loan_by_vehicle ON loan (customer_id, vehicle_id) WHERE vehicle_id IS NOT NULL;

CREATE TABLE payment (
  customer_id BIGINT NOT NULL REFERENCES customer (id),
  id BIGINT NOT NULL,
  loan_id BIGINT NOT NULL,
  currency TEXT NOT NULL,
  amount BIGINT NOT NULL,
  paid_at TIMESTAMPTZ NOT NULL,
  method TEXT,
  reference TEXT,
  note TEXT,
  idempotency_key TEXT COLLATE "C",
  reverses_id BIGINT,
  due_reduction BIGINT NOT NULL,
  balance_reduction BIGINT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (customer_id, id),
  FOREIGN KEY (customer_id, loan_id) REFERENCES loan (customer_id, id)
);
CREATE INDEX payment_by_loan ON payment (customer_id, loan_id, paid_at);
CREATE UNIQUE INDEX payment_by_key ON payment (customer_id, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE UNIQUE INDEX payment_by_reversed ON payment (customer_id, reverses_id) WHERE reverses_id IS NOT NULL;

-- Ordered by when the interaction took place, so that the newest are read off the index's end.
CREATE TABLE interaction (
  customer_id BIGINT NOT NULL REFERENCES customer (id),
  creation_date TIMESTAMPTZ NOT NULL,
  id BIGINT NOT NULL,
  version BIGINT NOT NULL,
  last_updated_date DATE,
  source TEXT NOT NULL,
  status TEXT NOT NULL,
  notes TEXT,
  follow_up_at TIMESTAMPTZ,
  loan_id BIGINT,
  call_id TEXT,
  agent TEXT,
  direction TEXT,
  disposition TEXT,
  disposition_trace TEXT,
  duration_seconds BIGINT,
  currency TEXT NOT NULL,
  agreed_amount BIGINT,
  agreed_date DATE,
  end_status TEXT,
  dialing_status TEXT,
  dialing_code TEXT,
  dialing_details TEXT,
  created_at TIMESTAMPTZ NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (customer_id, creation_date, id)
);
CREATE INDEX interaction_by_follow_up ON interaction (follow_up_at, customer_id, id) WHERE follow_up_at IS NOT NULL;

CREATE TABLE customer_note (
  customer_id BIGINT NOT NULL REFERENCES customer (id),
  id BIGINT NOT NULL,
  version BIGINT NOT NULL,
  note TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (customer_id, id)
);

CREATE TABLE loan_note (
  customer_id BIGINT NOT NULL REFERENCES customer (id),
  id BIGINT NOT NULL,
  loan_id BIGINT NOT NULL,
  version BIGINT NOT NULL,
  note TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (customer_id, id),
  FOREIGN KEY (customer_id, loan_id) REFERENCES loan (customer_id, id)
);
CREATE INDEX loan_note_by_loan ON loan_note (customer_id, loan_id);

-- One row for each outcome that was ever recorded, with the answer that was given: the key of "never twice".
CREATE TABLE call_outcome (
  customer_id BIGINT NOT NULL REFERENCES customer (id),
  call_id TEXT COLLATE "C" NOT NULL,
  digest TEXT NOT NULL,
  loan_id BIGINT,
  interaction_id BIGINT NOT NULL,
  customer_updated BOOLEAN NOT NULL,
  loan_updated BOOLEAN NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (customer_id, call_id)
);

-- Who did what. Rows are only added; erasing a customer deletes theirs and leaves one.
CREATE TABLE audit (
  customer_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  at TIMESTAMPTZ NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  record TEXT NOT NULL,
  record_id BIGINT NOT NULL,
  changes TEXT NOT NULL,
  PRIMARY KEY (customer_id, id)
);
CREATE INDEX audit_by_id ON audit (id);

CREATE TABLE account_directory (
  account_number TEXT COLLATE "C" PRIMARY KEY,
  customer_id BIGINT NOT NULL
);

CREATE TABLE external_directory (
  external_id TEXT COLLATE "C" PRIMARY KEY,
  customer_id BIGINT NOT NULL
);

CREATE TABLE phone_directory (
  number TEXT COLLATE "C" NOT NULL,
  customer_id BIGINT NOT NULL,
  PRIMARY KEY (number, customer_id)
);

CREATE TABLE name_directory (
  name_key TEXT COLLATE "C" NOT NULL,
  customer_id BIGINT NOT NULL,
  PRIMARY KEY (name_key, customer_id)
);

CREATE TABLE ssn_directory (
  ssn_index TEXT COLLATE "C" NOT NULL,
  customer_id BIGINT NOT NULL,
  PRIMARY KEY (ssn_index, customer_id)
);

CREATE TABLE loan_directory (
  loan_id BIGINT PRIMARY KEY,
  customer_id BIGINT NOT NULL
);

CREATE TABLE vin_directory (
  vin TEXT COLLATE "C" PRIMARY KEY,
  customer_id BIGINT NOT NULL,
  vehicle_id BIGINT NOT NULL
);

-- Which record was made under which idempotency key, so that a repetition makes no second one. It leads to the
-- customer whose record it is: they go together, while a record that is removed alone leaves its row.
CREATE TABLE creation (
  idempotency_key TEXT COLLATE "C" PRIMARY KEY,
  digest TEXT NOT NULL,
  record TEXT NOT NULL,
  customer_id BIGINT NOT NULL,
  record_id BIGINT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX creation_by_customer ON creation (customer_id);

-- The dashboard's numbers, kept up to date by every transaction that changes what they count: the sum over all slots. A
-- transaction writes to one slot, so that those of the same moment do not wait for each other.
CREATE TABLE record_total (
  record TEXT COLLATE "C" NOT NULL,
  slot BIGINT NOT NULL,
  total BIGINT NOT NULL,
  PRIMARY KEY (record, slot)
);

CREATE TABLE loan_total (
  status TEXT COLLATE "C" NOT NULL,
  bucket TEXT COLLATE "C" NOT NULL,
  currency TEXT COLLATE "C" NOT NULL,
  slot BIGINT NOT NULL,
  loans BIGINT NOT NULL,
  due_amount BIGINT NOT NULL,
  balance_remaining BIGINT NOT NULL,
  PRIMARY KEY (status, bucket, currency, slot)
);
