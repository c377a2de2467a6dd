"""The bytes of a file -> UTF-8 source with "\\n" line ends and no byte order mark, or the reason why Python has none.

Never raises: whatever is wrong with a file, there are bytes for the lexer, so copies are still found in it.
"""

import codecs
import io
import tokenize
from typing import NamedTuple

# Quadratic decoders: a cookie in a hostile file must not choose how long we work.
_SLOW = frozenset({"punycode", "idna"})


class Decoded(NamedTuple):
    """`source` is valid UTF-8 whenever `error` is None."""

    source: bytes
    error: str | None


def decode(data: bytes) -> Decoded:
    """PEP 263: a byte order mark or a coding cookie in the first two lines, else UTF-8. Form feeds are kept."""
    source = _unix_lines(data)
    try:
        source = _unix_lines(_transcoded(source))
    except (SyntaxError, UnicodeError, LookupError) as failure:
        return Decoded(_best_effort(source), _reason(failure))
    return Decoded(source, "contains NUL bytes" if b"\0" in source else None)


def _unix_lines(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in data else data


def _transcoded(data: bytes) -> bytes:
    encoding = "utf-8"
    if data.startswith(codecs.BOM_UTF8) or b"coding" in b"".join(data.split(b"\n", 2)[:2]):
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    if encoding in ("utf-8", "utf-8-sig"):
        data = data.removeprefix(codecs.BOM_UTF8)
        data.decode()
        return data
    # Python reads the cookie as ASCII, so an encoding that is no superset of ASCII cannot be the one it names.
    if encoding in _SLOW or b"#\n".decode(encoding) != "#\n":
        raise SyntaxError(f"encoding {encoding} cannot hold Python source")
    return data.decode(encoding).encode()


def _best_effort(data: bytes) -> bytes:
    return data.removeprefix(codecs.BOM_UTF8).decode(errors="replace").encode()


def _reason(failure: Exception) -> str:
    if isinstance(failure, UnicodeDecodeError):
        line = failure.object.count(b"\n", 0, failure.start) + 1
        return f"not valid {failure.encoding} (line {line}: byte 0x{failure.object[failure.start]:02x})"
    if isinstance(failure, UnicodeError):
        return "decodes to text that UTF-8 cannot hold"
    return f"wrong encoding: {failure}"
