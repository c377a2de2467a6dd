"""What runs every night."""

import os
import sys

from depot.orders.queue import Queue


def main(arguments):
    queue = Queue(int(os.environ.get("DEPOT_LIMIT", "100")))
    for path in arguments:
        try:
            with open(path, encoding="utf-8") as file:
                for line in file:
                    queue.put(line.strip())
        except OSError as error:
            print(f"{path}: {error}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
