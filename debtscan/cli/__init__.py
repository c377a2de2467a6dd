"""The command line: options in, exit status out."""


def main() -> None:
    raise SystemExit(2)
