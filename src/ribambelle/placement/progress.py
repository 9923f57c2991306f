"""A progress bar for people who wait: on a terminal only, and only after two seconds. The shell's clock is here."""

import sys
import time
from types import TracebackType
from typing import Self, TextIO

__all__ = ["Bar"]

PATIENCE_S = 2.0
REFRESH_S = 0.1
WIDTH = 30


class Bar:
    """Call it with (step, share). Leaves a clean line behind."""

    def __init__(self, stream: TextIO | None = None, *, quiet: bool = False) -> None:
        self.stream = stream if stream is not None else sys.stderr
        self.shown = not quiet and self.stream.isatty()
        self.started = time.monotonic()
        self.last = 0.0
        self.drawn = False

    def __call__(self, step: str, share: float) -> None:
        now = time.monotonic()
        if not self.shown or now - self.started < PATIENCE_S or now - self.last < REFRESH_S:
            return
        self.last, self.drawn = now, True
        full = round(WIDTH * min(max(share, 0.0), 1.0))
        bar = "█" * full + "░" * (WIDTH - full)
        self.stream.write(f"\r\x1b[K{bar} {share:4.0%}  {step}  {now - self.started:.0f} s")
        self.stream.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: type[BaseException] | BaseException | TracebackType | None) -> None:
        if self.drawn:
            self.stream.write("\r\x1b[K")
            self.stream.flush()
