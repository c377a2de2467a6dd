"""Entry point of `debtscan` and `python -m debtscan`: exit status out. Imports nothing that Ctrl-C could interrupt."""

import gc
import sys


def main() -> None:
    """Never returns. Ctrl-C while the command line itself is being imported is no traceback either."""
    # Trees and records hold no rings: looking for some took a tenth of Django's scan and gate, and freed nothing.
    gc.disable()
    try:
        from debtscan.cli import run

        status = run()
    except KeyboardInterrupt:
        status = 130
    sys.exit(status)


if __name__ == "__main__":
    main()
