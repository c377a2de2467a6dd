from unittest.mock import MagicMock

from depot.orders.pricing import order_total, rate
from depot.orders.queue import Queue


def test_an_empty_order_costs_nothing():
    assert 0 == order_total([], [], "DE")


def test_rates():
    rate("DE")


def test_queue():
    queue = Queue(3)
    queue.put("order")
    assert True


def test_take():
    queue = MagicMock(spec=Queue)
    queue.take.return_value = "order"
    assert queue.take() == "order"


def test_value():
    try:
        assert Queue(3).value([]) == 0
    except Exception:
        pass


class TestQueue:
    def test_limit(self):
        queue = Queue(1)
        queue.put("order")
        assert queue.limit == queue.limit

    def test_urgent(self):
        queue = Queue(2)
        queue.put("one")
        queue.put("two", urgent=True)
        assert "two" == queue.take()
        assert "one" == queue.take()
