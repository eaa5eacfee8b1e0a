"""The sign-in page: plain HTML before the app, so that nothing of the app is served to who is not signed in.

The password goes from the form to the service and nowhere else; the session's token is a cookie that no script reads.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from importlib.resources import files
from pathlib import Path
from string import Template
from urllib.parse import parse_qs, quote, urlsplit

from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from dashboard import oidc
from dashboard.gate import COOKIE, SIGN_IN, Mode, mode_of, texts_for, who
from dashboard.i18n import HTML_NAMES
from db.errors import LedgerUnavailable
from db.services import sign_in as sessions

OIDC = f"{SIGN_IN}/oidc"
_LONGEST_FORM = 8192
_AT_ONCE = 4  # passwords that are checked at a time: each takes 19 MiB
_REFUSED, _BUSY, _TOO_LONG, _FOREIGN = 401, 503, 413, 403


def routes(engine: Callable[[], Engine]) -> list[Route]:
    """The routes of the page."""
    page = _Page(engine, asyncio.Semaphore(_AT_ONCE))
    return [Route(SIGN_IN, page.show, methods=["GET"]), Route(SIGN_IN, page.enter, methods=["POST"]),
            Route(OIDC, page.to_provider, methods=["GET"]), Route("/favicon.png", _icon, methods=["GET"])]


def safe_next(address: str | None) -> str:
    """Where to go after signing in: a path of this host, else the first page."""
    address = address or "/"
    parts = urlsplit(address)
    inside = address.startswith("/") and not address.startswith(("//", "/\\")) and not parts.netloc
    return address if inside and address.isprintable() and not parts.path.startswith(SIGN_IN) else "/"


@dataclass(frozen=True, slots=True)
class _Page:
    engine: Callable[[], Engine]
    turn: asyncio.Semaphore

    async def show(self, request: Request) -> Response:
        """The form; on to the app for who is signed in already, and where no sign-in is needed."""
        return await run_in_threadpool(self._show, request)

    def _show(self, request: Request) -> Response:
        engine, claims = self.engine(), oidc.claims_of(request.cookies)
        if mode_of(engine) == Mode.LOCAL or who(engine, request.cookies, claims):
            return RedirectResponse(safe_next(request.query_params.get("next")), status_code=303)
        said = ""
        if claims:
            name = claims.get("email") or claims.get("sub")
            said = texts_for(request)("sign_in.no_account", name=name)
        response = self._page(request, request.query_params.get("next"), said)
        if COOKIE in request.cookies:
            response.delete_cookie(COOKIE)
        return response

    async def enter(self, request: Request) -> Response:
        """Check the form and start the session."""
        if not _from_here(request):
            return HTMLResponse("", status_code=_FOREIGN)
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > _LONGEST_FORM:
                return HTMLResponse("", status_code=_TOO_LONG)
        form = {k: v[0] for k, v in parse_qs(body.decode("utf-8", "replace")).items()}
        async with self.turn:
            return await run_in_threadpool(self._enter, request, form)

    def _enter(self, request: Request, form: dict[str, str]) -> Response:
        texts, next_ = texts_for(request), form.get("next")
        try:
            entered = sessions.sign_in(
                self.engine(), form.get("login", ""), form.get("password", ""), now=datetime.now(UTC))
        except LedgerUnavailable:
            return self._page(request, next_, texts("error.busy"), login=form.get("login", ""), status=_BUSY)
        if entered is None:
            return self._page(request, next_, texts("sign_in.refused"), login=form.get("login", ""), status=_REFUSED)
        response = RedirectResponse(safe_next(next_), status_code=303)
        response.set_cookie(
            COOKIE, entered.token, httponly=True, samesite="lax", secure=_is_https(request), path="/",
            max_age=int((entered.expires_at - datetime.now(UTC)).total_seconds()))
        return response

    async def to_provider(self, request: Request) -> Response:
        """On to the identity provider."""
        name = await run_in_threadpool(oidc.provider)
        return RedirectResponse(oidc.login_address(name) if name else SIGN_IN, status_code=303)

    def _page(self, request: Request, next_: str | None, said: str, *, login: str = "", status: int = 200) -> Response:
        texts = texts_for(request)
        form = _FORM if sessions.has_passwords(self.engine()) else ""
        if oidc.provider():
            form += _PROVIDER
        words = {
            "language": HTML_NAMES[texts.language], "title": texts("app.title"), "lead": texts("sign_in.lead"),
            "said": f'<p class="said" role="alert">{escape(said)}</p>' if said else "",
            "action": escape(f"{SIGN_IN}?lang={quote(HTML_NAMES[texts.language])}"), "oidc": OIDC,
            "focus_login": "" if login else " autofocus", "focus_password": " autofocus" if login else "",
            "next": escape(safe_next(next_), quote=True), "value": escape(login[:100], quote=True),
        } | {name: escape(texts(f"sign_in.{name}")) for name in ("login", "password", "enter", "provider", "help")}
        form = Template(form).substitute(words)
        return HTMLResponse(Template(_document()).substitute(words, form=form), status_code=status,
                            headers={"cache-control": "no-store"})


_FORM = """<form method="post" action="$action">
<input type="hidden" name="next" value="$next">
<label for="login">$login</label>
<input id="login" name="login" value="$value" autocomplete="username" autocapitalize="none" required$focus_login>
<label for="password">$password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required$focus_password>
<button type="submit">$enter</button>
</form>"""
_PROVIDER = '<p><a class="button" href="$oidc">$provider</a></p>'


async def _icon(_request: Request) -> Response:
    """The app's own icon, in place of Streamlit's."""
    return FileResponse(Path(__file__).parent / "icon.png")


def _document() -> str:
    return files("dashboard").joinpath("sign_in.html").read_text(encoding="utf-8")


def _from_here(request: Request) -> bool:
    """That the form was sent from a page of this host."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def _is_https(request: Request) -> bool:
    return "https" in (request.url.scheme, request.headers.get("x-forwarded-proto"))
