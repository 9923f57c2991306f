"""Ctrl-C and the time limit: the first asks the run to stop with the best so far, the second Ctrl-C leaves at once."""

import signal
import time
from types import FrameType, TracebackType
from typing import Any, Self

__all__ = ["Interruption"]


class Interruption:
    """A context in which Ctrl-C is noted instead of raised; ask it, as a function, whether to stop."""

    def __init__(self, time_limit_s: float | None = None) -> None:
        self.interrupted = False
        self.deadline = None if time_limit_s is None else time.monotonic() + time_limit_s
        self.timed_out = False
        self.before: Any = None

    def __call__(self) -> bool:
        if self.deadline is not None and time.monotonic() >= self.deadline:
            self.timed_out = True
        return self.interrupted or self.timed_out

    def note(self, _signal: int, _frame: FrameType | None) -> None:
        """Handle Ctrl-C."""
        if self.interrupted:
            raise KeyboardInterrupt
        self.interrupted = True

    def __enter__(self) -> Self:
        self.before = signal.signal(signal.SIGINT, self.note)
        return self

    def __exit__(self, *_error: type[BaseException] | BaseException | TracebackType | None) -> None:
        signal.signal(signal.SIGINT, self.before)
