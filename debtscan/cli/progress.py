"""A bar on stderr for work that takes over a second, on a terminal only."""

import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_SILENT_SECONDS = 1.0


class Bar:
    """Called with files done and files in all; imports rich only when there is something to show."""

    def __init__(self, label: str, wanted: bool) -> None:
        self._label = label
        self._wanted = wanted and sys.stderr.isatty()
        self._begun = time.monotonic()
        self._shown: tuple[Progress, TaskID] | None = None

    def __enter__(self) -> "Bar":
        return self

    def __exit__(self, *_failure: object) -> None:
        if self._shown:
            self._shown[0].stop()

    def __call__(self, done: int, total: int) -> None:
        if not self._wanted or time.monotonic() - self._begun < _SILENT_SECONDS:
            return
        if self._shown is None:
            self._shown = self._start(total)
        bar, task = self._shown
        bar.update(task, completed=done, total=total)

    def _start(self, total: int) -> "tuple[Progress, TaskID]":
        from rich.console import Console
        from rich.progress import Progress

        bar = Progress(console=Console(stderr=True), transient=True)
        bar.start()
        return bar, bar.add_task(self._label, total=total)
