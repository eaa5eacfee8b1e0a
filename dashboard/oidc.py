"""OpenID Connect as Streamlit does it: the only module that knows where Streamlit keeps its cookies and secrets."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from streamlit.auth_util import encode_provider_token, get_cookie_with_chunks, get_secrets_auth_section
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

CLIENT = "client_id"


def provider() -> str | None:
    """The identity provider of `[auth]` in secrets.toml: the unnamed one, else the first named; None without any."""
    section = get_secrets_auth_section()
    if CLIENT in section:
        return "default"
    return next((name for name, part in section.items() if isinstance(part, Mapping) and CLIENT in part), None)


def login_address(name: str) -> str:
    """Where Streamlit starts the sign-in with a provider. Good for two minutes."""
    return f"/auth/login?provider={encode_provider_token(name)}"


def claims_of(cookies: Mapping[str, str]) -> dict[str, Any]:
    """The claims of the identity cookie that Streamlit signed; empty for none and for one that it did not sign."""
    if USER_COOKIE_NAME not in cookies:
        return {}

    def part(name: str) -> bytes | None:
        value = cookies.get(name)
        if not value:
            return None
        return decode_signed_value(get_cookie_secret(), name, value.encode("latin-1", "replace"))

    words = get_cookie_with_chunks(part, USER_COOKIE_NAME)
    claims = json.loads(words) if words else {}
    return claims if claims.get("is_logged_in") else {}
