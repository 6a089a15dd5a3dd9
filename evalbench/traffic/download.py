"""One file by HTTP into a file on disk. What came before a connection broke is not asked for again.

Plain `http.client`: nothing here is timed, and nothing else is asked at the same time.
"""

import http.client
import os
from base64 import b64encode
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import NamedTuple, Protocol
from urllib.parse import unquote, urljoin, urlsplit

from evalbench import clock
from evalbench.errors.entries import Phrase, verbatim
from evalbench.traffic.proxies import environment_proxy
from evalbench.traffic.retry_after import seconds_of
from evalbench.traffic.tls import tls_context
from evalbench.types import Way

_ATTEMPTS = 4
_TO_REACH = 3  # attempts where there is no connection, which is seldom mended in seconds
_REACH_S = 10.0  # in which a connection has to be there
_SILENCE_S = 30.0  # after which a connection is given up
_LONGEST_WAIT_S = 60.0  # that a server may ask for between two attempts
_HOPS = 8
_REDIRECTS = (301, 302, 303, 307, 308)
_LATER = (408, 425, 429, 500, 502, 503, 504)
_CHUNK = 1 << 16

_STATUS = Phrase("HTTP {status} {reason}", "HTTP {status} {reason}")
_TOO_LARGE = Phrase("it is larger than {most:,} bytes", "超过 {most:,} 字节")
_CUT = Phrase("it broke off after {had:,} of {total:,} bytes", "在 {had:,}/{total:,} 字节处中断")
_ENCODED = Phrase("it came in the encoding {name}", "传输编码为 {name}，无法使用")
_ASTRAY = Phrase("it leads to {address}", "被重定向到 {address}")
_ROUND = Phrase("it is redirected again and again", "重定向次数过多")
_PROXY = Phrase("the proxy in {name} is none by HTTP", "{name} 指定的不是 HTTP 代理")
_NO_RANGE = Phrase("the server gave other bytes than were asked for", "服务器返回的范围与请求不符")


class Watcher(Protocol):
    """Whoever is told how far it is."""

    def begun(self, had: int, total: int | None) -> None:
        """The body is about to come; `had` bytes are on the disk already. May refuse by raising."""

    def came(self, count: int) -> None:
        """So many bytes more are on the disk."""

    def again(self, why: Phrase, wait_s: float, attempt: int, most: int) -> None:
        """It is tried again after so many seconds: which attempt that will be, of how many."""


class _Failure(NamedTuple):
    told: Phrase
    most: int = 1  # attempts in all, where another one may go better
    wait_s: float | None = None  # that the server asked for


def download(url: str, part: Path, *, most: int, watcher: Watcher) -> Phrase | None:
    """Have the whole body in `part`; what went wrong, or None.

    `part` may hold the beginning from another time: it is gone on with where the server says that
    its file is still the same (`If-Range`). Raises OSError, with the file's name, for the disk.
    """
    attempt = 1
    while (failure := _attempt(url, part, most, watcher)) is not None:
        if attempt >= failure.most:
            return failure.told
        wait_s = min(failure.wait_s or 2.0 ** (attempt - 1), _LONGEST_WAIT_S)
        attempt += 1
        watcher.again(failure.told, wait_s, attempt, failure.most)
        clock.sleep(wait_s)
    _mark(part).unlink(missing_ok=True)
    return None


def _mark(part: Path) -> Path:
    """Which version of the server's file the beginning is of."""
    return part.with_name(f"{part.name}.version")


def _attempt(url: str, part: Path, most: int, watcher: Watcher) -> _Failure | None:
    had, version = _beginning(part)
    headers = {"Range": f"bytes={had}-", "If-Range": version} if had else {}
    try:
        opened = _opened(url, headers)
    except (OSError, http.client.HTTPException, ValueError) as error:
        return _Failure(_told(error), _TO_REACH)
    if isinstance(opened, _Failure):
        return opened
    connection, answer = opened
    with closing(connection), closing(answer):
        if answer.status == 416:  # the beginning is no beginning of it any more
            part.unlink(missing_ok=True)
            return _Failure(_NO_RANGE, _ATTEMPTS)
        if answer.status not in (200, 206):
            wait_s = seconds_of(answer.getheader("Retry-After") or "")
            told = _STATUS.filled(status=answer.status, reason=answer.reason)
            return _Failure(told, _ATTEMPTS if answer.status in _LATER else 1, wait_s)
        return _body(answer, part, had if answer.status == 206 else 0, most, watcher)


def _beginning(part: Path) -> tuple[int, str]:
    """Bytes that are there, and of which version; 0 where nobody could say whether they fit."""
    try:
        size, version = part.stat().st_size, _mark(part).read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return 0, ""
    return (size, version) if version else (0, "")


def _body(
    answer: http.client.HTTPResponse, part: Path, had: int, most: int, watcher: Watcher
) -> _Failure | None:
    encoding = answer.getheader("Content-Encoding") or "identity"
    if encoding != "identity":
        return _Failure(_ENCODED.filled(name=encoding))
    if had and not (answer.getheader("Content-Range") or "").startswith(f"bytes {had}-"):
        part.unlink(missing_ok=True)
        return _Failure(_NO_RANGE, _ATTEMPTS)
    total = None if answer.length is None else had + answer.length
    if total is not None and total > most:
        return _Failure(_TOO_LARGE.filled(most=most))
    watcher.begun(had, total)
    if not had:
        _mark(part).write_text(_version(answer), encoding="ascii")
    return _written(answer, part, had, total, most, watcher.came)


def _version(answer: http.client.HTTPResponse) -> str:
    """What tells a version of a file from another, to the byte. RFC 9110, 13.1.5."""
    tag = (answer.getheader("ETag") or "").strip()
    if tag.startswith('"') and tag.isascii():
        return tag
    changed = (answer.getheader("Last-Modified") or "").strip()
    return changed if not tag and changed.isascii() else ""


def _written(
    answer: http.client.HTTPResponse,
    part: Path,
    had: int,
    total: int | None,
    most: int,
    came: Callable[[int], None],
) -> _Failure | None:
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | (0 if had else os.O_TRUNC), 0o666)
    try:
        os.lseek(handle, had, os.SEEK_SET)
        while True:
            try:
                chunk = answer.read1(_CHUNK)  # what is there, rather than a whole chunk
            except (OSError, http.client.HTTPException) as error:
                return _Failure(_told(error), _ATTEMPTS)
            if not chunk:
                break
            _put(handle, chunk, part)
            had += len(chunk)
            came(len(chunk))
            if had > most:
                return _Failure(_TOO_LARGE.filled(most=most))
    finally:
        os.close(handle)
    if total is not None and had != total:
        return _Failure(_CUT.filled(had=had, total=total), _ATTEMPTS)
    return None


def _put(handle: int, chunk: bytes, part: Path) -> None:
    left = memoryview(chunk)
    try:
        while left:
            left = left[os.write(handle, left) :]
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(part)) from error


_Opened = tuple[http.client.HTTPConnection, http.client.HTTPResponse]


def _opened(url: str, headers: Mapping[str, str]) -> _Opened | _Failure:
    """The answer at the end of all redirects. Raises OSError, HTTPException and ValueError."""
    own = {"User-Agent": "evalbench", "Accept-Encoding": "identity", **headers}
    for _ in range(_HOPS):
        made = _connection(url)
        if isinstance(made, _Failure):
            return made
        connection, target, added = made
        try:
            connection.connect()
            connection.sock.settimeout(_SILENCE_S)
            connection.request("GET", target, headers={**own, **added})
            answer = connection.getresponse()
        except BaseException:
            connection.close()
            raise
        if answer.status not in _REDIRECTS:
            return connection, answer
        connection.close()
        following = urljoin(url, answer.getheader("Location") or "")
        if not _may_lead(url, following):
            return _Failure(_ASTRAY.filled(address=following))
        url = following
    return _Failure(_ROUND)


def _may_lead(url: str, following: str) -> bool:
    """Only by HTTP, and out of TLS never."""
    scheme = urlsplit(following).scheme
    return scheme == "https" or (scheme == "http" and urlsplit(url).scheme == "http")


def _connection(
    url: str,
) -> tuple[http.client.HTTPConnection, str, dict[str, str]] | _Failure:
    """A connection that is not open yet, what to ask for on it, and headers for its proxy."""
    parts = urlsplit(url)
    host, secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    proxy = environment_proxy(url)
    if proxy is None:
        return _direct(host, port, secure=secure), target, {}
    name, address = proxy
    through = urlsplit(address)
    if through.scheme != "http" or not through.hostname:
        return _Failure(_PROXY.filled(name=name))
    login = _login(through.username, through.password)
    connection = _direct(through.hostname, through.port or 80, secure=secure)
    if not secure:
        return connection, url, login
    connection.set_tunnel(host, port, login)
    return connection, target, {}


def _direct(host: str, port: int, *, secure: bool) -> http.client.HTTPConnection:
    if not secure:
        return http.client.HTTPConnection(host, port, timeout=_REACH_S)
    context = tls_context(Way())
    return http.client.HTTPSConnection(host, port, timeout=_REACH_S, context=context)


def _login(user: str | None, password: str | None) -> dict[str, str]:
    if not user:
        return {}
    said = f"{unquote(user)}:{unquote(password or '')}".encode()
    return {"Proxy-Authorization": f"Basic {b64encode(said).decode()}"}


def _told(error: Exception) -> Phrase:
    reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return verbatim(str(reason))
