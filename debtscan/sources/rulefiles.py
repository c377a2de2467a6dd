"""Folders of rule files -> their texts. The shipped ones lie in the package (wheel) or beside it (editable install)."""

from collections.abc import Sequence
from pathlib import Path

from debtscan.errors import RuleError

_PACKAGE = Path(__file__).resolve().parent.parent
_LARGEST_BYTES = 1_000_000  # of one rule file
# Folders of knowledge, not of rules: they have loaders of their own.
_OTHER_FOLDERS = frozenset({"attribution", "policies", "apis"})


def shipped() -> Path:
    inside = _PACKAGE / "_rules"
    return inside if inside.is_dir() else _PACKAGE.parent / "rules"


def read(extra: Sequence[str] = ()) -> dict[str, str]:
    """Texts by "family/rule-id.toml": the shipped rules and those of each further folder, which may not share an id.

    Raises RuleError for a folder or file that cannot be read.
    """
    texts = _folder(shipped())
    for name in extra:
        for file, text in _folder(Path(name)).items():
            if file in texts:
                raise RuleError(f"{name}/{file}: there is a rule of this name already; give this one another")
            texts[file] = text
    return texts


def families(extra: Sequence[str] = ()) -> dict[str, str]:
    """The family of each rule, by what the files are called."""
    paths = (path for folder in (shipped(), *map(Path, extra)) for path in folder.glob("*/*.toml"))
    return {path.stem: path.parent.name for path in paths if path.parent.name not in _OTHER_FOLDERS}


def read_tools(extra: Sequence[str] = ()) -> dict[str, str]:
    """Texts of the AI tools by "attribution/tool.toml"; that of a further folder replaces the shipped one."""
    texts = {}
    for folder in (shipped(), *map(Path, extra)):
        if not folder.is_dir():
            raise RuleError(f"{folder}: no such folder of rules")
        for path in sorted((folder / "attribution").glob("*.toml")):
            texts[f"attribution/{path.name}"] = _text(path)
    return texts


def read_policies() -> dict[str, str]:
    """Texts of the shipped policies for AI assistance by "policies/name.toml"."""
    return {f"policies/{path.name}": _text(path) for path in sorted((shipped() / "policies").glob("*.toml"))}


def tool_ids(extra: Sequence[str] = ()) -> list[str]:
    """The AI tools that have a file."""
    folders = (shipped(), *map(Path, extra))
    return sorted({path.stem for folder in folders for path in (folder / "attribution").glob("*.toml")})


def _folder(folder: Path) -> dict[str, str]:
    if not folder.is_dir():
        raise RuleError(f"{folder}: no such folder of rules")
    texts = {}
    for path in sorted(folder.glob("*/*.toml")):
        if path.parent.name not in _OTHER_FOLDERS:
            texts[f"{path.parent.name}/{path.name}"] = _text(path)
    return texts


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _LARGEST_BYTES:
            raise RuleError(f"{path}: larger than any rule file")
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise RuleError(f"{path}: cannot be read: {problem}") from None
