"""What Python's decimal module says about amounts of money: one case a line in, one answer a line out.

Usage: money_oracle.py FILE. A line is OPERATION, DECIMALS, then one or two amounts, separated by tabs.
The answer is the exact amount with all decimals, or "refused".
"""

import re
import sys
from decimal import Context, Decimal

LIMIT = Decimal(9_000_000_000_000_000)
EXACT = Context(prec=400, Emin=-10_000, Emax=10_000)
NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,2})?")


def minor_units(text, decimals):
    """The amount in minor units, or None where it must be refused."""
    if len(text) > 64 or not NUMBER.fullmatch(text):
        return None
    minor = EXACT.scaleb(Decimal(text), decimals)
    return within_limit(minor) if minor == EXACT.to_integral_value(minor) else None


def within_limit(minor):
    return minor if abs(minor) <= LIMIT else None


def answer(operation, decimals, *amounts):
    values = [minor_units(amount, decimals) for amount in amounts]
    if None in values:
        return "refused"
    result = values[0]
    if operation == "add":
        result = within_limit(EXACT.add(*values))
    elif operation == "subtract":
        result = within_limit(EXACT.subtract(*values))
    if result is None:
        return "refused"
    # An int has no minus zero.
    return f"{EXACT.scaleb(Decimal(int(result)), -decimals):.{decimals}f}"


def main():
    with open(sys.argv[1], encoding="ascii") as cases:
        for case in cases:
            operation, decimals, *amounts = case.rstrip("\n").split("\t")
            print(answer(operation, int(decimals), *amounts))


if __name__ == "__main__":
    main()
