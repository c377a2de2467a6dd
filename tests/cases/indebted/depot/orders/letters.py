"""Letters to customers."""

MOCK_CUSTOMERS = [{"name": "John Doe", "email": "john.doe@example.com"}]


def subject(order, late=False):
    if late:
        return f"Your order {order.number} is late"
    return f"Your order {order.number}"


def body(order, customer):
    lines = [f"Dear {customer.name},", ""]
    for line in order.lines:
        if line.cancelled:
            lines.append(f"- {line.name}: cancelled")
        elif line.count > 1:
            lines.append(f"- {line.name}: {line.count} at {line.price}")
        else:
            lines.append(f"- {line.name}: {line.price}")
    lines.append("")
    lines.append("Yours, the depot")
    return "\n".join(lines)


def send(server, order, customer):  # type: ignore
    # debtscan: ignore[swallowed-exception] -- the next run sends it again
    try:
        server.send(customer.email, subject(order), body(order, customer))
    except Exception:
        pass


def resend(server, order, customer):
    # changed: now sends it once more
    try:
        server.send(customer.email, subject(order, late=True), body(order, customer))
    except Exception:  # debtscan: ignore[swallowed-exception]
        pass


def languages(path):
    # debtscan: ignore[fabricated-fallback] -- nothing here falls back any more
    with open(path, encoding="utf-8") as file:
        return sorted({line.strip() for line in file if line.strip()})
