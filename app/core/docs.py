"""Swagger UI and ReDoc from the application's own files: no other host is ever asked."""

import html
from importlib.resources import files

import orjson
from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from app.core.errors import NotFound

router = APIRouter(include_in_schema=False)
_FILES = {
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
    "redoc.standalone.js": "text/javascript",
    "favicon.png": "image/png",
}
_FOREIGN_LOGO = b"https://cdn.redoc.ly/redoc/logo-mini.svg"
_CACHE = {"Cache-Control": "public, max-age=86400"}
_INIT = """\
"use strict";
const settings = JSON.parse(document.getElementById("settings").textContent);
const isExample = (value) => !value || value === settings.exampleKey;
const ui = SwaggerUIBundle({
  url: "/openapi.json", dom_id: "#ui", deepLinking: true, filter: true,
  persistAuthorization: true, tryItOutEnabled: true, displayRequestDuration: true,
  defaultModelsExpandDepth: 0, presets: [SwaggerUIBundle.presets.apis], layout: "BaseLayout",
  requestInterceptor: (request) => {
    const name = Object.keys(request.headers).find(
      (header) => header.toLowerCase() === "idempotency-key") ?? "Idempotency-Key";
    if (request.method === "POST" && isExample(request.headers[name])) {
      request.headers[name] = crypto.randomUUID();
    }
    return request;
  },
  onComplete: () => {
    if (settings.key) { ui.preauthorizeApiKey("ApiKey", settings.key); }
    document.body.dataset.ready = "1";
  },
});
"""
_REDOC_INIT = """\
"use strict";
Redoc.init("/openapi.json", {disableSearch: false}, document.getElementById("ui"));
"""
EXAMPLE_KEY = "2f1d6c1e-7f0b-4c55-9a53-0c6f5e1b7a11"
"""The Idempotency-Key shown in examples; Swagger UI replaces it by a fresh one."""


def _page(title: str, head: str, body: str) -> HTMLResponse:
    return HTMLResponse(
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{html.escape(title)}</title><link rel="icon" href="/docs/assets/favicon.png">'
        f'{head}</head><body><div id="ui"></div>{body}</body></html>'
    )


@router.get("/docs")
def swagger_ui(request: Request) -> HTMLResponse:
    """Swagger UI; in demo mode the demo key is already authorised."""
    settings = orjson.dumps({"key": request.app.state.demo_key, "exampleKey": EXAMPLE_KEY}).decode()
    return _page(
        "上岸 Shang'an API",
        '<link rel="stylesheet" href="/docs/assets/swagger-ui.css">',
        f'<script type="application/json" id="settings">{settings.replace("<", chr(92) + "u003c")}'
        '</script><script src="/docs/assets/swagger-ui-bundle.js"></script>'
        '<script src="/docs/init.js"></script>',
    )


@router.get("/redoc")
def redoc() -> HTMLResponse:
    """ReDoc."""
    return _page(
        "上岸 Shang'an API",
        "",
        '<script src="/docs/assets/redoc.standalone.js"></script>'
        '<script src="/docs/redoc-init.js"></script>',
    )


@router.get("/docs/init.js")
def swagger_init() -> Response:
    """The start script of Swagger UI, a file so that no inline script is needed."""
    return Response(_INIT, media_type="text/javascript", headers=_CACHE)


@router.get("/docs/redoc-init.js")
def redoc_init() -> Response:
    """The start script of ReDoc."""
    return Response(_REDOC_INIT, media_type="text/javascript", headers=_CACHE)


@router.get("/docs/assets/{name}")
def asset(name: str) -> Response:
    """One of the few files of the documentation pages."""
    media_type = _FILES.get(name)
    if media_type is None:
        raise NotFound
    content = files("fastapi_offline").joinpath("static", name).read_bytes()
    content = content.replace(_FOREIGN_LOGO, b"/docs/assets/favicon.png")
    return Response(content, media_type=media_type, headers=_CACHE)
