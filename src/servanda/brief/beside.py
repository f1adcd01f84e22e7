"""Work done beside the program's own, on another core where the system can fork; in goes a call, out comes its result."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import TypeVar

T = TypeVar("T")


def beside(work: Callable[[], T]) -> Callable[[], T]:
    """Start a call beside what follows; the function returned waits for its result, or raises what the call raised.

    Forked, so that everything already read is shared and the result alone travels. That is safe only on Linux and while
    no thread runs; otherwise the call is made when its result is asked for. The result is the same either way.
    """
    if sys.platform != "linux" or threading.active_count() > 1:
        return work
    context = get_context("fork")
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(work, sending), daemon=True)
    process.start()
    sending.close()

    def result() -> T:
        try:
            value, error = receiving.recv()
        except EOFError:
            # Killed from outside, for want of memory for instance: here it may still succeed, or say what is wrong.
            return work()
        finally:
            process.join()
        if error is not None:
            raise error
        found: T = value
        return found

    return result


def _answer(work: Callable[[], T], sending: Connection) -> None:
    try:
        answer: tuple[T | None, Exception | None] = (work(), None)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is raised again where the result is asked for
        answer = (None, error)
    sending.send(answer)
    sending.close()
