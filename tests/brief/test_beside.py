"""Work beside the program's own: the same result, the same faults, in another process or here."""

from __future__ import annotations

import os
import subprocess
import sys
import threading

import pytest

from servanda.brief.beside import beside
from servanda.core.finding import Misuse

ALONE = """
import os, sys
from servanda.brief.beside import beside
from servanda.core.finding import Misuse

here = os.getpid()
def fault():
    raise Misuse("seven days")
def lost():
    if os.getpid() != here:
        os.kill(os.getpid(), 9)
    return "done here"
print(beside(os.getpid)() != here, beside(lost)())
try:
    beside(fault)()
except Misuse as problem:
    print(problem)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="forks on Linux only")
def test_another_process_answers_raises_and_may_be_killed() -> None:
    """Alone in a program, the call runs in another process; its faults arrive; where it is killed, the call is made here."""
    done = subprocess.run([sys.executable, "-c", ALONE], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.splitlines() == ["True done here", "seven days"]


def test_with_threads_running_the_call_is_made_here() -> None:
    """A fork would copy locks that another thread may hold, so nothing is forked then."""
    waiting = threading.Event()
    thread = threading.Thread(target=waiting.wait)
    thread.start()
    try:
        assert beside(os.getpid)() == os.getpid()
    finally:
        waiting.set()
        thread.join()


def test_a_fault_is_that_of_the_call() -> None:
    """Wherever the call runs, what it raises is raised where its result is asked for."""

    def fault() -> None:
        raise Misuse("seven days")

    with pytest.raises(Misuse, match="seven days"):
        beside(fault)()
