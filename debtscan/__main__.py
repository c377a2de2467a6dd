"""Entry point of `debtscan` and `python -m debtscan`: exit status out. Imports nothing that Ctrl-C could interrupt."""

import gc
import os
import sys


def main() -> None:
    """Never returns. Ctrl-C while the command line itself is being imported is no traceback either."""
    _open_streams()
    # Trees and records hold no rings: looking for some took a tenth of Django's scan and gate, and freed nothing.
    gc.disable()
    try:
        from debtscan.cli import run

        status = run()
    except KeyboardInterrupt:
        status = 130
    gc.freeze()  # else the interpreter looks for rings when it ends: 0.02 s after flask's history
    sys.exit(status)


def _open_streams() -> None:
    """A stream that the caller closed (`>&-`) leads nowhere: the next file opened must not take its place."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 -- open as long as we run


if __name__ == "__main__":
    main()
