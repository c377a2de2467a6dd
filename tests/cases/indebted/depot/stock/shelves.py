"""Shelves and what lies on them."""

import json
import logging
from collections import defaultdict

log = logging.getLogger(__name__)
ROWS = 40
AISLES = ("north", "south", "cold")


class Shelf:
    """A shelf of one aisle."""

    def __init__(self, number, aisle, limit=120):
        self.number = number
        self.aisle = aisle
        self.limit = limit
        self.items = []

    def add(self, item, count):
        """Put something on the shelf.

        Args:
            item: what to put there
            count: how many of it
            reason: why it is put there
        """
        if len(self.items) + count > self.limit:
            raise ValueError(f"shelf {self.number} is full")
        self.items.extend([item] * count)
        return len(self.items)

    @property
    def weight(self):
        return sum(item.weight for item in self.items)

    def save(self, path):
        try:
            with open(path, "w", encoding="utf-8") as file:
                json.dump({"number": self.number, "aisle": self.aisle}, file)
        except Exception:
            pass


class ColdShelf(Shelf):
    """A shelf that is kept cold."""

    def add(self, item, count):
        if not item.cold:
            raise ValueError(f"{item} does not belong here")
        return super().add(item, count)

    def defrost(self, hours):
        """Warm the shelf until the ice is gone, and say how long it took."""
        pass


def weight_by_aisle(shelves, minimum):
    # Initialize the result dictionary
    weights = defaultdict(int)
    # Loop over the shelves
    for shelf in shelves:
        if shelf.closed:
            continue
        weight = shelf.weight * shelf.factor
        if shelf.aisle in AISLES and weight > minimum:
            weights[shelf.aisle] += weight
        else:
            weights["other"] += weight
    # Return the result
    return dict(weights)


def find_free(shelves, item, count):
    for shelf in shelves:
        if shelf.aisle == "cold" and not item.cold:
            continue
        if len(shelf.items) + count <= shelf.limit:
            return shelf
    return None


def read_limits(path):
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except Exception as error:
        log.error("limits: %s", error)
        return {"north": 120, "south": 80}
