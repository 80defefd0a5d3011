"""Stop what would run for ever, on every system, so that a student keeps the kernel."""

from __future__ import annotations

import _thread
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["time_limit"]


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TimeoutError in the block once it has taken this long.

    Parameters
    ----------
    seconds : float
        One call into C, such as a product of large matrices, is waited for.

    Raises
    ------
    TimeoutError
        The time is over.

    Notes
    -----
    A second thread interrupts the main one as Ctrl-C would, for Windows has no alarm signal. In any
    other thread the block runs without a limit.

    Examples
    --------
    >>> with time_limit(0.05):
    ...     while True:
    ...         pass
    Traceback (most recent call last):
        ...
    TimeoutError: not done after 0.05 seconds
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    over = threading.Event()

    def stop() -> None:
        over.set()
        _thread.interrupt_main()

    # What is started in the background ignores interrupts, and would not hear of this one either.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    timer.start()
    try:
        try:
            yield
        finally:
            timer.cancel()
            timer.join()  # from here on no interrupt is under way
            signal.signal(signal.SIGINT, before or signal.SIG_DFL)  # None: not set from Python
    except KeyboardInterrupt as interrupt:
        if not over.is_set():  # someone pressed stop
            raise
        told = TimeoutError(f"not done after {seconds:g} seconds")
        raise told.with_traceback(interrupt.__traceback__) from None  # tells where it was
