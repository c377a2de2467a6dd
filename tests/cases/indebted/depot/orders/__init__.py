from depot.orders.pricing import order_total
from depot.orders.queue import Queue

__all__ = ["Queue", "order_total"]
