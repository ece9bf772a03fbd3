"""Data tables of `app/data` that are no law: parsed once, decimals exact."""

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from typing import Any


@lru_cache(maxsize=64)
def data_table(folder: str, name: str) -> Mapping[str, Any]:
    """The content of `app/data/<folder>/<name>.toml`."""
    source = files("app.data").joinpath(folder, f"{name}.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"), parse_float=Decimal)
