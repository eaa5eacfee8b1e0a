"""Whose identity cookie is believed, and which provider the secrets name."""

from __future__ import annotations

import json

import pytest
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from dashboard import oidc

SECRET = "a-long-secret-of-the-tests-only-0123456789"
CLAIMS = {"is_logged_in": True, "sub": "77", "email": "li@example.com"}


@pytest.fixture(autouse=True)
def secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oidc, "get_cookie_secret", lambda: SECRET)


def cookies(claims: dict, secret: str = SECRET, name: str = oidc.USER_COOKIE_NAME) -> dict[str, str]:
    return {oidc.USER_COOKIE_NAME: create_signed_value(secret, name, json.dumps(claims)).decode()}


def test_a_signed_identity_is_believed() -> None:
    assert oidc.claims_of(cookies(CLAIMS)) == CLAIMS


@pytest.mark.parametrize("sent", [
    {}, {oidc.USER_COOKIE_NAME: ""}, {oidc.USER_COOKIE_NAME: json.dumps(CLAIMS)}, {oidc.USER_COOKIE_NAME: "王丽|1|2"},
    cookies(CLAIMS, "another secret that is long enough 012345"), cookies(CLAIMS, name="another_cookie"),
    cookies(CLAIMS | {"is_logged_in": False}), cookies({}),
])
def test_any_other_cookie_is_nobodys(sent: dict[str, str]) -> None:
    assert oidc.claims_of(sent) == {}


@pytest.mark.parametrize("section, name", [
    ({}, None), ({"redirect_uri": "x", "cookie_secret": "y"}, None), ({"client_id": "x"}, "default"),
    ({"cookie_secret": "y", "province": {"client_id": "x"}}, "province"),
])
def test_the_provider_of_the_secrets(monkeypatch: pytest.MonkeyPatch, section: dict, name: str | None) -> None:
    monkeypatch.setattr(oidc, "get_secrets_auth_section", lambda: section)
    assert oidc.provider() == name


def test_the_way_to_the_provider_is_on_this_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streamlit.auth_util.get_signing_secret", lambda: SECRET)
    assert oidc.login_address("province").startswith("/auth/login?provider=")
