"""Who writes next, and who shares a COMMIT: the order behind group commit, without a database.

Writers of one connection take turns in the order they came. A turn is handed on while others
wait; whoever finds nobody waiting, or the group full, ends the group for all in it.
"""

import threading
from collections import deque
from typing import Any, Final

MOST_MEMBERS: Final = 64
"""A group is ended at this size even while others wait, so that no answer waits long."""


class Turns:
    """One turn at a time, first come first served, handed from thread to thread."""

    def __init__(self) -> None:
        """The turn is free."""
        self._mutex = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._taken = False

    def take(self, seconds: float) -> bool:
        """Waits for the turn; False if it did not come in time."""
        with self._mutex:
            if not self._taken:
                self._taken = True
                return True
            call = threading.Event()
            self._waiting.append(call)
        if call.wait(seconds):
            return True
        with self._mutex:
            if call.is_set():  # it came at the last moment, and nobody else would use it
                return True
            self._waiting.remove(call)
        return False

    def hand_on(self) -> bool:
        """Gives the turn to the next in line; False if nobody waits, and then it is kept.

        Asking and giving are one step, so the last writer of a group cannot miss that it is.
        """
        with self._mutex:
            if self._waiting:
                self._waiting.popleft().set()
                return True
            return False

    def give_up(self) -> None:
        """Ends one's turn: the next in line has it, or it is free."""
        with self._mutex:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False


class Group:
    """Requests whose effects become durable by one COMMIT, or fail by it."""

    def __init__(self) -> None:
        """Nobody has joined yet."""
        self.members = 0
        self.told: dict[str, Any] = {}
        """What those who ended well tell the next of them."""
        self._error: Exception | None = None
        self._settled = threading.Event()

    @property
    def is_full(self) -> bool:
        """Whether nobody else may join."""
        return self.members >= MOST_MEMBERS

    def settle(self, error: Exception | None) -> None:
        """Says how the COMMIT went, to all who wait for it."""
        self._error = error
        self._settled.set()

    def wait(self) -> Exception | None:
        """Waits for the COMMIT; gives the error it failed with."""
        self._settled.wait()
        return self._error
