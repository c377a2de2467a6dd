"""What an order costs."""

from decimal import Decimal
from functools import lru_cache

RATES = {
    "DE": Decimal("0.19"),
    "FR": Decimal("0.20"),
    "CH": Decimal("0.081"),
}


def order_total(lines, discounts, country):
    """Sum of the lines with discounts and tax."""
    total = Decimal(0)
    for line in lines:
        if line.cancelled:
            continue
        price = line.price * line.count
        for discount in discounts:
            if discount.applies_to(line):
                price -= discount.amount(price)
        total += max(price, 0)
    return (total * (1 + RATES.get(country, 0))).quantize(Decimal("0.01"))


@lru_cache(maxsize=None)
def rate(country):
    return RATES.get(country) or RATES.get(country.upper()) or RATES.get(country[:2]) or RATES.get("DE")


def shipping(order, weight, express, gift, insured, island, country):
    if country == "DE":
        if weight > 30 and not express:
            if island or insured:
                return 49
            elif gift and order.total > 100:
                return 29
            return 39
        for step in (5, 10, 20):
            if weight < step:
                if express:
                    return step * 2
                elif gift or insured:
                    return step + 1
                return step
    elif country in ("FR", "CH"):
        if island:
            return 99
        while weight > 10:
            weight -= 10
            if insured and express:
                return 59
            elif gift:
                return 19
            elif order.total > 500 or order.customer.loyal:
                return 0
        if express and not gift:
            return 79 if weight > 5 else 69
    return 25


def exchange_rate(client, currency):
    try:
        return client.get(currency)["rate"]
    except Exception:
        return 1.0


def customers_by_name(database, name):
    return database.execute(f"SELECT * FROM customers WHERE name = '{name}'").fetchall()
