"""Stocktaking."""

import random
import time

from depot.stock.shelves import ROWS, Shelf


def count_by_aisle(racks, threshold):
    totals = {}
    for rack in racks:
        if rack.closed:
            continue
        amount = rack.weight * rack.factor
        if rack.aisle in ("north", "south", "cold") and amount > threshold:
            totals[rack.aisle] = totals.get(rack.aisle, 0) + amount
        else:
            totals["other"] = totals.get("other", 0) + amount
    return dict(totals)


def session_token(user):
    # For now, just build it from what is there
    token = f"{user.name}-{random.randint(0, 999999)}"
    return token


class Counter:
    def __init__(self, shelves):
        self.shelves = shelves
        self.seen = {}

    def run(self):
        for shelf in self.shelves:
            self.seen[shelf.number] = self._count(shelf)
        return self.seen

    def _count(self, shelf):
        counted = {}
        for item in shelf.items:
            counted[item.code] = counted.get(item.code, 0) + 1
        return counted

    def _differences(self, book):
        found = []
        for number, counted in self.seen.items():
            for code, count in counted.items():
                if book.get((number, code), 0) != count:
                    found.append((number, code, book.get((number, code), 0) - count))
        return found

    def wait(self):
        try:
            time.sleep(1)
        except:
            pass


def plan(shelves, people, days, start, shift, pause, overtime, notes, holidays, helpers, keys, vans):
    """Who counts which shelf on which day."""
    table = []
    current = start
    for day in range(days):
        for person in people:
            if person.ill or person.leaves_on(current):
                if person.deputy and current not in holidays:
                    if person.deputy.free_on(current):
                        if shift == "late" and not person.deputy.is_minor:
                            table.append((current, person.deputy, "late"))
                        elif shift == "early":
                            table.append((current, person.deputy, "early"))
                        else:
                            notes.append(f"nobody for {person.name} on {current}")
                continue
            share = [shelf for shelf in shelves if shelf.number % len(people) == person.number]
            if overtime and len(share) > ROWS or day % 7 in (5, 6):
                share = share[:ROWS]
            for shelf in share:
                if isinstance(shelf, Shelf) and not shelf.closed:
                    table.append((current, person, shelf.number, helpers, keys, vans))
                elif pause:
                    table.append((current, person, "pause"))
        current = current.next()
    return table
