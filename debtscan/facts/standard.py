"""What is known of the standard library of every Python since 3.9, and which modules it has, or had."""

import sys
from collections.abc import Sequence
from functools import cache, lru_cache
from pkgutil import get_data

import msgspec

# Gone since some Python that may still be in use, or private to it.
_REMOVED_WORDS = """
aifc asynchat asyncore audioop binhex cgi cgitb chunk crypt distutils formatter imghdr imp lib2to3 macpath
mailcap msilib nis nntplib ossaudiodev parser pipes smtpd sndhdr spwd sunau symbol telnetlib test uu xdrlib
_bootlocale __main__ annotationlib compression concurrent string _typeshed sitecustomize usercustomize
"""
_REMOVED = frozenset(_REMOVED_WORDS.split())
# Of Python 2: imported only where a condition says so, and never invented.
_OF_PYTHON_2_WORDS = """
__builtin__ BaseHTTPServer CGIHTTPServer ConfigParser Cookie cPickle cStringIO cookielib copy_reg Queue
HTMLParser htmlentitydefs httplib md5 sets sha SimpleHTTPServer SimpleXMLRPCServer SocketServer StringIO thread
Tkinter tkFileDialog tkMessageBox urllib2 urlparse UserDict UserList UserString xmlrpclib commands exceptions
future_builtins anydbm dbhash whichdb dummy_thread dummy_threading robotparser
"""
_OF_PYTHON_2 = frozenset(_OF_PYTHON_2_WORDS.split())
MODULES = sys.stdlib_module_names | _REMOVED | _OF_PYTHON_2


def is_standard(module: str) -> bool:
    return module.partition(".")[0] in MODULES


class _Tables(msgspec.Struct, frozen=True):
    """Words by the dotted name of what has them (standard_names.json, made by tests/benchmarks/make_standard.py)."""

    names: dict[str, str]
    keywords: dict[str, str]


@cache
def _tables() -> _Tables:
    data = get_data("debtscan.facts", "standard_names.json")  # importlib.resources would take 20 ms to load
    return msgspec.json.decode(data or b"{}", type=_Tables)


@lru_cache(maxsize=128)
def names(module: str) -> frozenset[str] | None:
    """Public names of a module; None of one that is not in the table."""
    return _words(_tables().names.get(module))


@lru_cache(maxsize=512)
def parameters(callee: str) -> frozenset[str] | None:
    """The keywords of a function or class; None where nothing is known of them, or any may be given."""
    return _words(_tables().keywords.get(callee))


def _words(text: str | None) -> frozenset[str] | None:
    return None if text is None else frozenset(text.split())


def refused(callee: str, keywords: Sequence[str]) -> tuple[str, ...] | None:
    """Those of the keywords that it does not take; None of what is no part of the standard library."""
    known = parameters(callee)
    if known is None:
        return () if is_standard(callee) and "." in callee else None
    return tuple(each for each in keywords if each not in known)
