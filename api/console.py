"""The web console: files built into ``api/static``, served under ``/``; without them the API stands alone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

STATIC = Path(__file__).parent / "static"
_INDEX = "index.html"
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}
_PACKED = {"br": ".br", "gzip": ".gz"}  # best first; written by the build beside each file
_HASHED = "assets/"
# A name that carries the digest of its content never means another content
_FOR_EVER = "public, max-age=31536000, immutable"


def install(app: FastAPI, folder: Path = STATIC) -> None:
    """Serve the console of ``folder`` at every address that no other route takes; call it after all routes."""
    if not (folder / _INDEX).is_file():
        return
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("[!.]*") if path.is_file()}

    def console(request: Request, path: str) -> Response:
        name = path if path in files else _page(request, path)
        headers = {"cache-control": _FOR_EVER if name.startswith(_HASHED) else "no-cache", "vary": "accept-encoding"}
        packed = _packing(request, name, files)
        if packed:
            headers["content-encoding"] = packed
        file = files[name + _PACKED.get(packed, "")]
        return FileResponse(file, media_type=_TYPES.get(Path(name).suffix, "application/octet-stream"), headers=headers)

    app.add_api_route("/{path:path}", console, methods=["GET", "HEAD"], include_in_schema=False)


def _page(request: Request, path: str) -> str:
    """The console's own addresses all open its one page; whoever does not ask for a page gets an honest 404."""
    if path == "" or ("text/html" in request.headers.get("accept", "") and not path.startswith(("v1/", _HASHED))):
        return _INDEX
    raise HTTPException(404)


def _packing(request: Request, name: str, files: Mapping[str, Path]) -> str:
    offered = request.headers.get("accept-encoding", "")
    accepted = {part.split(";")[0].strip() for part in offered.lower().split(",") if not part.rstrip().endswith("q=0")}
    return next((kind for kind, suffix in _PACKED.items() if kind in accepted and name + suffix in files), "")
