"""An S3-compatible bucket on this machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.request import Request, urlopen

import pytest


@contextmanager
def bucket() -> Iterator[str]:
    """The storage URL of a fresh bucket."""
    from moto.server import ThreadedMotoServer  # noqa: PLC0415 - a second to import, needed here

    credentials = {"AWS_ACCESS_KEY_ID": "made-up", "AWS_SECRET_ACCESS_KEY": "made-up"}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in credentials.items():
            patch.setenv(name, value)
        server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        server.start()
        _, port = server.get_host_and_port()
        endpoint = f"http://127.0.0.1:{port}"
        with urlopen(Request(f"{endpoint}/vault", method="PUT")):  # noqa: S310 - loopback
            pass
        yield f"s3://vault/some/prefix?endpoint={endpoint}"
        server.stop()
