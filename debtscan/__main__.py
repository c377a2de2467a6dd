"""Entry point of `debtscan` and `python -m debtscan`: exit status out. Imports nothing that Ctrl-C could interrupt."""

import sys


def main() -> None:
    """Never returns. Ctrl-C while the command line itself is being imported is no traceback either."""
    try:
        from debtscan.cli import run

        status = run()
    except KeyboardInterrupt:
        status = 130
    sys.exit(status)


if __name__ == "__main__":
    main()
