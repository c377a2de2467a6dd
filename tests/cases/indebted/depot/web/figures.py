"""Figures of a month, for people who like spreadsheets."""

from collections import Counter


def monthly(orders, shelves, month, year, currency, rate, minimum, title):
    """One row for each figure, with the sum at the end."""
    rows = [("figure", "value", "unit")]
    counted = Counter()
    total = 0
    late = 0
    cancelled = 0
    for order in orders:
        if order.month != month or order.year != year:
            continue
        if order.cancelled:
            cancelled += 1
            continue
        counted[order.country] += 1
        total += order.total * rate
        if order.sent and order.sent > order.due:
            late += 1
    rows.append(("orders", sum(counted.values()), "orders"))
    rows.append(("cancelled", cancelled, "orders"))
    rows.append(("late", late, "orders"))
    rows.append(("turnover", round(total, 2), currency))
    for country, count in sorted(counted.items()):
        rows.append((f"orders to {country}", count, "orders"))
    heaviest = None
    empty = 0
    weight = 0
    for shelf in shelves:
        weight += shelf.weight
        if not shelf.items:
            empty += 1
        elif heaviest is None or shelf.weight > heaviest.weight:
            heaviest = shelf
    rows.append(("empty shelves", empty, "shelves"))
    rows.append(("weight", weight, "kg"))
    if heaviest is not None:
        rows.append(("heaviest shelf", heaviest.number, ""))
    width = max(len(str(row[0])) for row in rows)
    lines = [title.upper(), "=" * len(title)]
    for name, value, unit in rows:
        if isinstance(value, float):
            shown = f"{value:,.2f}"
        else:
            shown = str(value)
        if unit:
            shown = f"{shown} {unit}"
        lines.append(f"{name:<{width}}  {shown:>14}")
    lines.append("-" * (width + 16))
    if total < minimum:
        lines.append("below the plan")
    else:
        lines.append("above the plan")
    return "\n".join(lines)


def inventory(shelves, title):
    rows = [("shelf", "items", "")]
    for shelf in sorted(shelves, key=lambda each: each.number):
        if shelf.closed:
            rows.append((f"shelf {shelf.number}", "closed", ""))
        else:
            rows.append((f"shelf {shelf.number}", len(shelf.items), "items"))
    width = max(len(str(row[0])) for row in rows)
    lines = [title.upper(), "=" * len(title)]
    for name, value, unit in rows:
        if isinstance(value, float):
            shown = f"{value:,.2f}"
        else:
            shown = str(value)
        if unit:
            shown = f"{shown} {unit}"
        lines.append(f"{name:<{width}}  {shown:>14}")
    lines.append("-" * (width + 16))
    return "\n".join(lines)


def unpaid(years):
    found = []
    for year in years:
        for month in year.months:
            for order in month.orders:
                if not order.paid:
                    for line in order.lines:
                        if line.price > 0:
                            for part in line.parts:
                                if part.sent:
                                    found.append((year, month, order.number, part))
    return found
