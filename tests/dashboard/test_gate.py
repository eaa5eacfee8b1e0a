"""Who gets past the gate: pages, downloads and the socket alike, and what the sign-in page does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

import pytest
from sqlalchemy import Engine
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from dashboard import sign_in_page
from dashboard.gate import COOKIE, Gate
from dashboard.sign_in_page import safe_next
from db.engine import open_engine
from db.migrate import upgrade
from db.services.accounts import add_account, disable
from db.services.sign_in import FREE_TRIES
from db.vocab import UserRole
from tests.people import TESTER

PASSWORD = "海边一座大桥-2026"
HERE, ELSEWHERE = "127.0.0.1", "10.3.0.7"
PAGE = {"accept": "text/html", "accept-encoding": "gzip", "accept-language": "zh-CN,zh;q=0.9"}
INDEX = '<html lang="en"><title>Streamlit</title>'


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: str


Ask = Callable[..., Answer]


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    engine = open_engine(f"sqlite:///{tmp_path / 'ledger.db'}")
    upgrade(engine)
    return engine


@pytest.fixture
def office(engine: Engine) -> Engine:
    """A ledger with an administrator and a clerk."""
    for login, role in (("li", UserRole.ADMINISTRATOR), ("chen", UserRole.CLERK)):
        add_account(engine, login, name=login, role=role, password=PASSWORD, actor=TESTER, now=datetime.now(UTC))
    return engine


def served(engine: Engine) -> Starlette:
    """The gate before an app that answers everything."""
    async def page(request) -> HTMLResponse:
        assert "accept-encoding" not in request.headers or request.headers.get("accept") != "text/html"
        return HTMLResponse(INDEX, headers={"etag": "x"})

    async def socket(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.close()

    return Starlette(
        routes=[*sign_in_page.routes(lambda: engine), WebSocketRoute("/_stcore/stream", socket),
                Route("/{path:path}", page, methods=["GET", "PUT", "POST"])],
        middleware=[Middleware(Gate, engine=lambda: engine)])


def ask(engine: Engine, path: str, *, method: str = "GET", client: str = HERE, host: str = "localhost:8501",
        body: str = "", kind: str = "http", **headers: str) -> Answer:
    """One request, as the server hands it on."""
    address, _, query = path.partition("?")
    given = PAGE | {"host": host} | {k.replace("_", "-"): v for k, v in headers.items()}
    scope = {"type": kind, "method": method, "path": address, "query_string": query.encode(), "scheme": "http",
             "headers": [(k.encode(), v.encode()) for k, v in given.items() if v], "client": (client, 50000),
             "server": (HERE, 8501), "root_path": "", "http_version": "1.1"}
    sent: list[dict] = []
    waiting = [{"type": "websocket.connect"}] if kind == "websocket" else [{"type": "http.request",
                                                                             "body": body.encode()}]

    async def receive() -> dict:
        return waiting.pop(0) if waiting else {"type": f"{kind}.disconnect"}

    async def send(message: dict) -> None:
        sent.append(message)

    asyncio.run(served(engine)(scope, receive, send))
    if kind == "websocket":
        return Answer(101 if sent[0]["type"] == "websocket.accept" else 403, {}, "")
    found = {k.decode(): v.decode("latin-1") for k, v in sent[0]["headers"]}
    return Answer(sent[0]["status"], found, b"".join(m.get("body", b"") for m in sent[1:]).decode())


def enter(engine: Engine, login: str = "chen", password: str = PASSWORD, **more: str) -> Answer:
    form = {"login": login, "password": password, "next": more.pop("next", "/overdue?county=449901")}
    return ask(engine, "/sign-in", method="POST", body=urlencode(form), sec_fetch_site="same-origin", **more)


def cookie_of(answer: Answer) -> str:
    return answer.headers["set-cookie"].split(";")[0]


PATHS = ["/", "/overdue", "/media/abc.xlsx", "/_stcore/upload_file/x/y", "/_stcore/metrics", "/_stcore/host-config"]


@pytest.mark.parametrize("path", PATHS)
def test_without_accounts_only_this_machine_is_served(engine: Engine, path: str) -> None:
    assert ask(engine, path).status == 200
    for refused in ({"client": ELSEWHERE}, {"host": "rebound.example.com"}, {"x_forwarded_for": HERE},
                    {"forwarded": "for=10.3.0.7"}, {"client": "not an address"}):
        answer = ask(engine, path, **refused)
        assert answer.status == 403
        assert "python -m db accounts add" in answer.body


@pytest.mark.parametrize("client", ["127.0.0.1", "::1", "127.8.8.8"])
def test_every_address_of_this_machine_is_local(engine: Engine, client: str) -> None:
    assert ask(engine, "/", client=client).status == 200


def test_the_socket_is_guarded_as_the_pages_are(engine: Engine, office: Engine) -> None:
    stream = "/_stcore/stream"
    assert ask(office, stream, kind="websocket").status == 403
    assert ask(office, stream, kind="websocket", cookie=f"{COOKIE}=forged").status == 403
    assert ask(office, stream, kind="websocket", cookie=cookie_of(enter(office)), client=ELSEWHERE).status == 101


def test_without_accounts_the_socket_is_for_this_machine(engine: Engine) -> None:
    assert ask(engine, "/_stcore/stream", kind="websocket").status == 101
    assert ask(engine, "/_stcore/stream", kind="websocket", client=ELSEWHERE).status == 403


@pytest.mark.parametrize("path", PATHS)
def test_with_accounts_nothing_is_served_without_a_session(office: Engine, path: str) -> None:
    answer = ask(office, path + "?county=449901")
    assert (answer.status, answer.headers["location"]) == (
        303, f"/sign-in?next={path.replace('/', '%2F')}%3Fcounty%3D449901")
    assert ask(office, path, accept="*/*").status == 401
    assert ask(office, path, method="PUT").status == 401
    assert ask(office, path, cookie=cookie_of(enter(office))).status == 200


@pytest.mark.parametrize("host", ["evil/static/?", "evil/sign-in#", "localhost/static/"])
def test_a_host_header_opens_no_door(office: Engine, host: str) -> None:
    assert ask(office, "/media/abc.xlsx", host=host, accept="*/*").status == 401


@pytest.mark.parametrize("path", ["/static/js/index.js", "/_stcore/health", "/sign-in", "/favicon.png"])
def test_what_says_nothing_of_the_ledger_is_open(office: Engine, path: str) -> None:
    assert ask(office, path, client=ELSEWHERE).status == 200


def test_signing_in_leads_to_the_page_that_was_asked_for(office: Engine) -> None:
    answer = enter(office)
    assert (answer.status, answer.headers["location"]) == (303, "/overdue?county=449901")
    kept = answer.headers["set-cookie"].lower()
    assert "httponly" in kept and "samesite=lax" in kept and "path=/" in kept and "; secure" not in kept
    assert "; secure" in enter(office, x_forwarded_proto="https").headers["set-cookie"].lower()
    assert ask(office, "/sign-in?next=/audit", cookie=cookie_of(answer)).headers["location"] == "/audit"


@pytest.mark.parametrize("login, password", [("chen", "wrong one"), ("nobody", PASSWORD), ("", ""), ("chen", "")])
def test_a_refusal_is_the_same_whatever_the_reason(office: Engine, login: str, password: str) -> None:
    answer = enter(office, login, password)
    assert answer.status == 401
    assert "登录名或密码不对" in answer.body
    assert "set-cookie" not in answer.headers and (not password or password not in answer.body)


def test_a_locked_account_is_refused_in_the_same_words(office: Engine) -> None:
    for _ in range(FREE_TRIES):
        wrong = enter(office, "chen", "wrong one")
    right = enter(office)
    assert (right.status, right.body) == (wrong.status, wrong.body)
    assert enter(office, "li").status == 303


def test_what_is_typed_stands_in_the_page_as_text(office: Engine) -> None:
    body = enter(office, '"><script>alert(1)</script>', "x", next='/"><b>').body
    assert "<script>" not in body and "<b>" not in body
    assert "&lt;script&gt;" in body


def test_a_form_from_elsewhere_or_too_long_is_refused(office: Engine) -> None:
    form = urlencode({"login": "chen", "password": PASSWORD})
    post = {"method": "POST", "body": form}
    assert ask(office, "/sign-in", **post, sec_fetch_site="cross-site").status == 403
    assert ask(office, "/sign-in", **post, origin="http://evil.example.com").status == 403
    assert ask(office, "/sign-in", **post, origin="http://localhost:8501").status == 303
    assert ask(office, "/sign-in", method="POST", body="x" * 9000, sec_fetch_site="same-origin").status == 413


def test_a_session_that_ended_is_sent_to_the_sign_in_page_and_forgotten(office: Engine) -> None:
    cookie = cookie_of(enter(office))
    disable(office, 2, actor=TESTER, now=datetime.now(UTC))
    assert ask(office, "/overdue", cookie=cookie).status == 303
    assert 'taizhang_session=""' in ask(office, "/sign-in", cookie=cookie).headers["set-cookie"]


@pytest.mark.parametrize("language, expected", [
    ("zh-CN,zh;q=0.9", "zh-CN"), ("zh-TW", "zh-TW"), ("en-GB", "en"), ("fr", "en"), ("", "en"),
])
def test_the_page_says_its_language_and_the_apps_name(engine: Engine, language: str, expected: str) -> None:
    answer = ask(engine, "/", accept_language=language)
    assert f'<html lang="{expected}">' in answer.body
    assert "<title>Streamlit" not in answer.body
    assert int(answer.headers["content-length"]) == len(answer.body.encode())
    assert "etag" not in answer.headers


@pytest.mark.parametrize("path", ["/", "/sign-in", "/media/abc"])
def test_every_answer_keeps_the_browser_on_this_host(office: Engine, path: str) -> None:
    headers = ask(office, path).headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


def test_without_accounts_there_is_no_sign_in_page(engine: Engine) -> None:
    assert ask(engine, "/sign-in?next=/overdue").headers["location"] == "/overdue"


@pytest.mark.parametrize("address, leads_to", [
    ("/overdue?county=1", "/overdue?county=1"), (None, "/"), ("", "/"), ("//evil.example.com", "/"),
    ("/\\evil.example.com", "/"), ("https://evil.example.com", "/"), ("javascript:alert(1)", "/"),
    ("/sign-in?next=/", "/"), ("/a\r\nset-cookie: x", "/"), ("overdue", "/"),
])
def test_the_way_on_stays_on_this_host(address: str | None, leads_to: str) -> None:
    assert safe_next(address) == leads_to
