"""Addresses of services and databases: read strictly, normalised, and shown without their passwords.

Every refusal is a `ValueError` whose text continues a sentence that begins with the variable's name.
"""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

_NOT_IN_AN_ADDRESS = re.compile(r"[\s\x00-\x20\x7f\\]")
_PASSWORD_WITHOUT_HOST = re.compile(r"^([^/:\[]*):(?!\d*(?:[/?#]|$))[^/?#]*")
_PASSWORD_PARAMETER = re.compile(r"(?i)((?:ssl)?password=)[^&#]*")
_DRIVERS = {
    "postgres": "postgresql+psycopg",  # the name that hosting platforms hand out
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
}


def is_loopback(url: str) -> bool:
    """Whether the address can only mean this machine. Names are not resolved: only `localhost` and numbers count."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def web_address(url: str) -> str:
    """The address without a trailing slash. Plain http is for loopback alone: tokens travel in its headers."""
    parts = _split(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("is not a web address; write it whole, such as https://company.atlassian.net")
    if "@" in parts.netloc:
        raise ValueError("carries a user or password; take it out of the address, it has variables of its own")
    if parts.query or parts.fragment:
        raise ValueError("ends in a query (? or #); write only the scheme, the host and the path")
    if parts.scheme == "http" and not is_loopback(url):
        raise ValueError(f"is plain http to {parts.hostname}, which would show the tokens to the network; use https://")
    return url.rstrip("/")


def cloud_site(url: str) -> str:
    """Refuses a page's address copied from the browser: Jira Cloud has no context path."""
    parts = urlsplit(url)
    if (parts.hostname or "").endswith(".atlassian.net") and parts.path:
        raise ValueError(f"goes on after the host; Jira Cloud's address is just https://{parts.hostname}")
    return url


def database_address(url: str) -> str:
    """The address with the driver this program uses: SQLite, or PostgreSQL through psycopg 3."""
    scheme, mark, rest = url.partition("://")
    driver = _DRIVERS.get(scheme.lower())
    if driver is None or not mark:
        raise ValueError(
            "is neither an SQLite nor a PostgreSQL address; "
            "write sqlite:///friction.db or postgresql://user:password@host/name"
        )
    if driver == "sqlite":
        _check_sqlite(rest)
    else:
        _check_postgresql(_split(url))
    return f"{driver}://{rest}"


def masked(url: str) -> str:
    """The address with its password hidden; of a malformed one it hides too much rather than too little."""
    scheme, mark, rest = url.partition("://")
    if not mark:
        scheme, rest = "", url
    credentials, at, place = rest.rpartition("@")
    user, colon, _ = credentials.partition(":")
    shown = f"{user}{':***' if colon else ''}" if re.fullmatch(r"[\w.-]*", user) else "***"
    place = _PASSWORD_WITHOUT_HOST.sub(r"\1:***", place)
    return _PASSWORD_PARAMETER.sub(r"\1***", f"{scheme}{mark}{shown}{at}{place}")


def passwords(url: str) -> list[str]:
    """The passwords in a sound address, as written and as meant, so that they can be scrubbed from the logs."""
    parts = urlsplit(url)
    written = [parts.password or ""]
    written += [value for name, value in parse_qsl(parts.query) if name in {"password", "sslpassword"}]
    return [form for password in written if password for form in (password, unquote(password))]


def _split(url: str) -> SplitResult:
    if _NOT_IN_AN_ADDRESS.search(url):
        raise ValueError("holds white space, a control character or a backslash; copy the address again")
    try:
        parts = urlsplit(url)
        _ = parts.port  # parsed only when asked for
    except ValueError:
        raise ValueError(
            "cannot be read as an address: look at its port and brackets; "
            "in a password, write @ : / # ? % as %40 %3A %2F %23 %3F %25"
        ) from None
    return parts


def _check_sqlite(rest: str) -> None:
    path = rest.partition("?")[0]
    if not path.isprintable():
        raise ValueError("holds a control character; write the path of the file again")
    if not path.startswith("/"):
        raise ValueError(
            "needs three slashes before a relative path and four before an absolute one: sqlite:///friction.db"
        )
    if path in {"/", "/:memory:"}:
        raise ValueError(
            "keeps everything in memory, where a stop loses every report; name a file: sqlite:///friction.db"
        )


def _check_postgresql(parts: SplitResult) -> None:
    if parts.fragment or parts.netloc.count("@") > 1:
        raise ValueError("has a password with special characters; write @ : / # ? % as %40 %3A %2F %23 %3F %25")
    if not parts.hostname and "host=" not in parts.query:
        raise ValueError("names no host; write postgresql://user:password@host/name")
