"""When Python looks for cycles of dead objects (回收): not while a report is being made.

Content is many small values that live until the report is printed. Looking through all of them
again and again for garbage that is not there takes as long as the work itself.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused() -> Iterator[None]:
    """Keep the collector off, and leave it as it was found."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
