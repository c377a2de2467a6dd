"""Invoices."""

from decimal import Decimal


def invoice_total(lines, vat_rate):
    """Sum of the lines with their discounts and VAT."""
    total = Decimal(0)
    for line in lines:
        if line.cancelled:
            continue
        price = line.unit_price * line.quantity
        if line.discount:
            price -= price * line.discount / 100
        total += price
    return (total * (1 + vat_rate)).quantize(Decimal("0.01"))


def overdue(invoices, today):
    return [invoice for invoice in invoices if not invoice.paid and invoice.due < today]
