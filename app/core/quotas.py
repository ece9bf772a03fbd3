"""How many requests of one caller fit into any so many seconds: a moving window over each.

The windows are in this process's memory and asked from the event loop alone, so they need no
lock. (The library's memory storage starts a thread for every request that comes ten milliseconds
after the one before, and has it look through all callers.)
"""

from collections import deque
from dataclasses import dataclass
from typing import Final

from limits import parse

_OFF: Final = "off"


@dataclass(frozen=True, slots=True)
class Quota:
    """At most `amount` requests in any `seconds`."""

    amount: int
    seconds: int


def read_quota(setting: str) -> Quota | None:
    """The quota that a setting like `600/minute` asks for; None for `off`.

    Raises:
        ValueError: if the setting says something else.
    """
    if setting == _OFF:
        return None
    item = parse(setting)
    return Quota(item.amount, item.get_expiry())


class MovingWindows:
    """When each caller's requests came, as long as they count; instants are seconds."""

    def __init__(self, quota: Quota) -> None:
        """Nobody has asked yet."""
        self.quota = quota
        self._requests: dict[str, deque[float]] = {}
        self._swept = 0.0

    def take(self, caller: str, now: float) -> bool:
        """Counts a request if the quota has room for it, and says whether it had."""
        self._sweep(now)
        counted = self._counting(caller, now)
        if len(counted) >= self.quota.amount:
            return False
        counted.append(now)
        self._requests[caller] = counted
        return True

    def left(self, caller: str, now: float) -> int:
        """How many more requests fit at this moment."""
        return self.quota.amount - len(self._counting(caller, now))

    def seconds_left(self, caller: str, now: float) -> int:
        """Whole seconds until the oldest request that counts no longer does; at least one."""
        counted = self._counting(caller, now)
        oldest = counted[0] if counted else now
        return max(1, min(self.quota.seconds, int(oldest + self.quota.seconds - now) + 1))

    @property
    def known(self) -> int:
        """Of how many callers something is remembered."""
        return len(self._requests)

    def _counting(self, caller: str, now: float) -> deque[float]:
        counted = self._requests.get(caller)
        if counted is None:
            return deque()
        while counted and counted[0] < now - self.quota.seconds:
            counted.popleft()
        return counted

    def _sweep(self, now: float) -> None:
        """Forgets callers of whom nothing counts any more, once in each window."""
        if now - self._swept < self.quota.seconds:
            return
        self._swept = now
        for caller in [known for known in self._requests if not self._counting(known, now)]:
            del self._requests[caller]
