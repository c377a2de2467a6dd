"""For all tests: what hypothesis tries is the same in every run."""

import signal

from hypothesis import settings

settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")

# A background job of a shell ignores Ctrl-C, and hands that on to what it starts: tests that send it would wait long.
signal.signal(signal.SIGINT, signal.default_int_handler)
