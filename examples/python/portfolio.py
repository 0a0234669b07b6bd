#!/usr/bin/env python3
"""A morning with a portfolio: load it, look callers up, record outcomes, and plot how late the loans are.

    examples/python/portfolio.py sqlite:///crm.db examples/python/portfolio.csv delinquency.png

Reads like a notebook, a cell each. Needs matplotlib.
"""

# %% What is needed
import csv
import itertools
import sys
from decimal import Decimal

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

import crm

url, portfolio, chart = sys.argv[1:]
db = crm.open(url, migrate=True, timeout=30)
session = db.session("portfolio.py")

# %% Load the portfolio: a line a loan. What is there already is left alone, so that it may be loaded again
with open(portfolio, newline="", encoding="utf-8") as file:
    for line in csv.DictReader(file):
        customer = session.customers.find_account(line["account_number"]) or session.customers.create(
            account_number=line["account_number"],
            first_name=line["first_name"],
            last_name=line["last_name"],
            primary_phone_number=line["phone"],
            state=line["state"],
        )
        if line["product_name"] in {loan.product_name for loan in session.loans.list(customer.id)}:
            continue
        session.loans.create(
            customer.id,
            product_name=line["product_name"],
            due_amount=line["due_amount"],
            contractual_installment_amount=line["installment"],
            interest_late_fee=0,
            minimum_amount=line["due_amount"],
            due_date=line["due_date"],
            days_past_due=int(line["days_past_due"]),
            balance_remaining=line["balance"],
        )
health = db.health()
print(f"{health.customers} customers, {health.loans} loans")

# %% The five most overdue: ask before the call, record what came of it
for loan in itertools.islice(session.loans.list(min_days_past_due=1), 5):
    who = session.pre_call_customer(loan.customer_id)
    if not who.decision.allowed:
        print(f"customer {loan.customer_id}: {', '.join(reason.message for reason in who.decision.reasons)}")
        continue
    session.post_call(
        call_id=f"morning-{loan.id}",
        customer_id=loan.customer_id,
        loan_id=loan.id,
        disposition="Promise_to_Pay",
        agreed_amount=min(loan.due_amount, Decimal("500")),
    )
    print(f"customer {loan.customer_id}: promised to pay")

# %% How late the loans are
buckets = session.dashboard().by_bucket
figure, axes = plt.subplots(figsize=(7, 4), layout="constrained")
bars = axes.bar([bucket.key for bucket in buckets], [float(bucket.balance_remaining) for bucket in buckets])
axes.bar_label(bars, [str(bucket.loans) for bucket in buckets])
axes.set(title="Loans by delinquency", xlabel="days past due", ylabel="remaining balance, USD")
figure.savefig(chart, dpi=150)
db.close()
