"""What a request comes to: the same for a request sent again, another for any other."""

import hashlib

import orjson
from fastapi import Request
from starlette.datastructures import UploadFile


def digest(*parts: bytes | str) -> bytes:
    """SHA-256 of parts, each with its length: no two lists of parts give the same bytes."""
    taken = hashlib.sha256()
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        taken.update(len(raw).to_bytes(8, "big") + raw)
    return taken.digest()


async def fingerprint(request: Request) -> bytes:
    """What tells one request from another: method, address, query and body, JSON by its meaning."""
    content_type = request.headers.get("content-type", "")
    if content_type.startswith("multipart/form-data"):
        body = await _form_digest(request)
    else:
        body = _canonical(await request.body())
    return digest(request.method, request.url.path, request.url.query, body)


def _canonical(body: bytes) -> bytes:
    try:
        return orjson.dumps(orjson.loads(body), option=orjson.OPT_SORT_KEYS)
    except orjson.JSONDecodeError:
        return body


async def _form_digest(request: Request) -> bytes:
    parts: list[bytes | str] = []
    for name, value in (await request.form()).multi_items():
        parts.append(name)
        if isinstance(value, UploadFile):
            contents = hashlib.sha256()
            while chunk := await value.read(1024 * 1024):
                contents.update(chunk)
            await value.seek(0)
            parts += [value.filename or "", contents.digest()]
        else:
            parts.append(value)
    return digest(*parts)
