"""Bytes as somebody would read them who looks for a person: escapes undone, bytes in hex and base64 opened, case folded.

What is sealed is left out: a name that seems to stand in a token stands there by chance.
"""

import binascii
import re
from collections.abc import Iterator

SEALED = re.compile(rb"v1\.[A-Za-z0-9_-]{38,}")
RANDOM = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
HEX = re.compile(rb"\\x([0-9a-f]+)")
"""Bytes, as PostgreSQL shows them."""
UNIT = re.compile(rb"\\\\*u([0-9A-Fa-f]{4})")
URL = re.compile(rb"%[0-9A-Fa-f]{2}(?:%[0-9A-Fa-f]{2})*")
BASE64 = re.compile(rb"(?<![A-Za-z0-9+/_=-])(?:[A-Za-z0-9+/_-]{12,}|[A-Za-z0-9+/_-]{6,}=)")
TELLING = re.compile(rb"[A-Z0-9]")
"""In base64 of a text there is nearly always one of these; in a word of the code there is none."""
URL_SAFE = bytes.maketrans(b"-_", b"+/")


def readable(raw: bytes) -> str:
    """The text in which to look; what stood in base64 follows behind it."""
    raw = RANDOM.sub(b" ", SEALED.sub(b" ", raw))
    raw = _unescaped(HEX.sub(lambda found: b" " + _bytes(found[1]) + b" ", raw))
    packed = _unescaped(b" ".join(text for run in BASE64.findall(raw) for text in _in_base64(run)))
    return (raw + b"\n" + packed).decode("utf-8", "replace").casefold()


def _unescaped(raw: bytes) -> bytes:
    """JSON's and URLs' escapes, also where a text was packed twice."""
    raw = UNIT.sub(lambda found: chr(int(found[1], 16)).encode("utf-8", "replace"), raw)
    return URL.sub(lambda found: _bytes(found[0].replace(b"%", b"")), raw)


def _in_base64(run: bytes) -> Iterator[bytes]:
    """What a run of base64 may hold; whatever stands before it in a path or a name moves it by one, two or three."""
    if not TELLING.search(run):
        return
    run = run.translate(URL_SAFE, b"=")
    for start in range(4):
        yield _decoded(run[start:])


def _decoded(run: bytes) -> bytes:
    """One letter too many is left out: it is none of the base64."""
    return binascii.a2b_base64((run[:-1] if len(run) % 4 == 1 else run) + b"==")


def _bytes(digits: bytes) -> bytes:
    return bytes.fromhex(digits[: len(digits) // 2 * 2].decode())
