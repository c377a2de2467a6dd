"""Orders."""

import json
from decimal import Decimal


def calculate_order_amount(items, tax):
    # Initialize the amount
    amount = Decimal(0)
    # Loop through the items
    for item in items:
        if item.cancelled:
            continue
        cost = item.unit_price * item.quantity
        if item.discount:
            cost -= cost * item.discount / 100
        amount += cost
    return (amount * (1 + tax)).quantize(Decimal("0.01"))


def load_orders(path):
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except Exception:
        return []


def cancel_order(order, reason):
    """Cancel the order, refund the payment and tell the customer why."""
    # TODO: implement the refund
    pass
