"""What the database raises, as the service says it: busy or away, or changed meanwhile."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError

from app.core.errors import PreconditionFailed, Unavailable

_BUSY = (OperationalError, sqlite3.OperationalError, PoolTimeout)


def busy() -> Unavailable:
    """The database cannot be written now; soon it can."""
    return Unavailable("database_busy", headers={"Retry-After": "1"})


def as_told(error: Exception) -> Exception:
    """An error as the service says it; what is not the database's own stays as it is."""
    if isinstance(error, StaleDataError):
        return PreconditionFailed()
    return busy() if isinstance(error, _BUSY) else error


@contextmanager
def translated() -> Iterator[None]:
    """Has what is raised within it raised as the service says it."""
    try:
        yield
    except (StaleDataError, *_BUSY) as error:
        raise as_told(error) from error
