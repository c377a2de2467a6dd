"""Which content lay where when a tree was last looked at: path -> stamp, blob, role; one sealed row for each tree.

Only a shortcut: a file whose stamp is as it was need not be read to know its blob. Whoever loses it reads again.
"""

from collections.abc import Mapping

import msgspec
from msgspec import Struct

from debtscan.model import Role
from debtscan.store.database import Store

_TREES_KEPT = 8


class Stamped(Struct, frozen=True, array_like=True):
    stamp: str  # what the file system says of the file
    blob: str  # its content's name, "" when it could not be read
    role: Role


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(dict[str, Stamped]).decode


def read(store: Store, tree: str) -> dict[str, Stamped]:
    for data, seal in store.rows("SELECT data, seal FROM stamps WHERE tree = ?", (tree,)):
        if isinstance(data, bytes) and seal == store.seal(f"stamps {tree}", data):
            try:
                return _decode(data)
            except msgspec.DecodeError:
                break
    return {}


def write(store: Store, tree: str, files: Mapping[str, Stamped]) -> None:
    data = _encode(files)
    newest = "SELECT id FROM stamps ORDER BY id DESC LIMIT ?"
    store.changes([
        ("INSERT OR REPLACE INTO stamps (tree, seal, data) VALUES (?, ?, ?)",
         [(tree, store.seal(f"stamps {tree}", data), data)]),
        (f"DELETE FROM stamps WHERE id NOT IN ({newest})", [(_TREES_KEPT,)]),
    ])  # fmt: skip
