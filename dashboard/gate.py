"""Who is let in: an ASGI layer around the whole app, pages and downloads, uploads and the socket alike.

Without accounts and OpenID Connect the app serves browsers of its own machine only. With either, nobody gets further
than the sign-in page without a session. What is let through carries headers that keep the browser on this host.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from ipaddress import ip_address
from typing import Any
from urllib.parse import quote

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard import oidc
from dashboard.i18n import HTML_NAMES, Texts, language_of
from db.rights import Actor
from db.services import sign_in as sessions

COOKIE = "taizhang_session"
SIGN_IN = "/sign-in"
# what says nothing about the ledger: the frontend's own code, signs of life, the way in
_OPEN = ("/static/", "/favicon.png", "/_stcore/health", f"{SIGN_IN}/", "/auth/", "/oauth2callback")
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "x-forwarded-host")
_LOCAL_HOSTS = ("127.0.0.1", "localhost", "::1")
_CONTENT_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' blob:; style-src 'self' 'unsafe-inline';"
    " img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:;"
    " frame-ancestors 'none'; object-src 'none'; base-uri 'self'"
)
_HEADERS = {"content-security-policy": _CONTENT_POLICY, "x-content-type-options": "nosniff",
            "referrer-policy": "same-origin", "x-frame-options": "DENY"}
_FORBIDDEN, _UNAVAILABLE, _UNSIGNED = 403, 503, 401


class Mode(StrEnum):
    LOCAL = "local"  # this machine only, everything allowed
    ACCOUNTS = "accounts"  # whoever comes must be signed in


def mode_of(engine: Engine) -> Mode:
    """How the app decides who is there."""
    return Mode.ACCOUNTS if oidc.provider() or sessions.has_accounts(engine) else Mode.LOCAL


def who(engine: Engine, cookies: Mapping[str, str], claims: Mapping[str, Any]) -> Actor | None:
    """Whose session or identity this is; None for nobody's."""
    return (sessions.actor_of_token(engine, cookies.get(COOKIE), now=datetime.now(UTC))
            or (sessions.actor_of_oidc(engine, claims) if claims else None))


def is_local(connection: HTTPConnection) -> bool:
    """That the browser runs on this machine and asks for it by a local name, with no proxy in between."""
    if any(h in connection.headers for h in _FORWARDED) or connection.url.hostname not in _LOCAL_HOSTS:
        return False
    try:
        return connection.client is not None and ip_address(connection.client.host).is_loopback
    except ValueError:
        return False


def texts_for(connection: HTTPConnection) -> Texts:
    """The language of a request: the address's, else the browser's first."""
    return Texts(language_of(connection.query_params.get("lang")
                             or connection.headers.get("accept-language", "").split(",")[0].split(";")[0]))


@dataclass(frozen=True, slots=True)
class Gate:
    """The layer. `engine` opens the ledger on the first request."""

    app: ASGIApp
    engine: Callable[[], Engine]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        refusal = await run_in_threadpool(self._refusal, connection)
        if refusal is None:
            await self.app(_plain_page(scope), receive, _Dressed(connection, send))
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})  # before it is accepted: the browser sees 403
        else:
            await refusal(scope, receive, _Dressed(connection, send))

    def _refusal(self, connection: HTTPConnection) -> Response | None:
        """What is answered instead of the app; None where it may answer."""
        path = connection.scope["path"]  # not that of `url`, into which a Host header can write
        if path == "/_stcore/health":
            return None
        try:
            engine = self.engine()
            mode = mode_of(engine)
            if mode == Mode.LOCAL:
                return None if is_local(connection) else _told(connection, "gate.local_only", _FORBIDDEN)
            if path == SIGN_IN or path.startswith(_OPEN):
                return None
            if who(engine, connection.cookies, oidc.claims_of(connection.cookies)) is not None:
                return None
        except OperationalError:
            return _told(connection, "gate.no_ledger", _UNAVAILABLE)
        return _to_sign_in(connection)


def _to_sign_in(connection: HTTPConnection) -> Response:
    if not _wants_page(connection.scope):
        return _told(connection, "gate.signed_out", _UNSIGNED)
    query = connection.scope["query_string"].decode("latin-1")
    wanted = quote(connection.scope["path"]) + (f"?{query}" if query else "")
    return RedirectResponse(f"{SIGN_IN}?next={quote(wanted, safe='')}", status_code=303)


def _told(connection: HTTPConnection, key: str, status: int) -> Response:
    return PlainTextResponse(texts_for(connection)(key), status_code=status)


def _wants_page(scope: Scope) -> bool:
    accepted = dict(scope["headers"]).get(b"accept", b"")
    return scope["type"] == "http" and scope["method"] in ("GET", "HEAD") and b"text/html" in accepted


def _plain_page(scope: Scope) -> Scope:
    """A page is asked for whole and uncompressed, so that its language can be written into it."""
    if not _wants_page(scope):
        return scope
    left_out = (b"accept-encoding", b"if-none-match", b"if-modified-since")
    return dict(scope) | {"headers": [(n, v) for n, v in scope["headers"] if n not in left_out]}


class _Dressed:
    """A `send` that adds the headers and writes the language and the app's name into a page of Streamlit's."""

    def __init__(self, connection: HTTPConnection, send: Send) -> None:
        self._texts, self._send = texts_for(connection), send
        self._page = _wants_page(connection.scope)
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=message["headers"])
            for name, value in _HEADERS.items():
                headers[name] = value
            if self._page and headers.get("content-type", "").startswith("text/html"):
                self._start = message
                return
        elif self._start is not None and message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._finish()
            return
        await self._send(message)

    async def _finish(self) -> None:
        language, title = HTML_NAMES[self._texts.language], self._texts("app.title")
        body = self._body.replace(b'<html lang="en">', f'<html lang="{language}">'.encode(), 1).replace(
            b"<title>Streamlit</title>", f"<title>{title}</title>".encode(), 1)
        headers = MutableHeaders(raw=self._start["headers"])
        if "content-length" in headers:
            headers["content-length"] = str(len(body))
        del headers["etag"]
        headers["vary"] = "Accept-Language"
        await self._send(self._start)
        await self._send({"type": "http.response.body", "body": body})
