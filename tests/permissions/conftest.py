from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from tests.demo import Demo


@pytest.fixture(scope="module")
def visited(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """A copy of the demo data with a second tenant beside it."""
    with demo.copy(tmp_path_factory.mktemp("visited")) as application:
        yield application
