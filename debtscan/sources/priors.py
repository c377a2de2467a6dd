"""Files of risk priors -> priors. The shipped one lies in the package; `.ci` and the benchmarks say how it was made."""

from pathlib import Path

from debtscan.errors import ConfigError
from debtscan.history.risk_model import Prior, prior_of

_SHIPPED = Path(__file__).resolve().parent.parent / "history" / "prior.json"
_LARGEST_BYTES = 1_000_000


def read(file: str = "") -> Prior:
    """Raises ConfigError for what cannot be read or is no prior. "" for the shipped one."""
    try:
        return prior_of(text(file))
    except ValueError as problem:
        raise ConfigError(f"{file}: no risk prior: {problem}") from None


def text(file: str = "") -> bytes:
    """Raises ConfigError for what cannot be read."""
    path = Path(file) if file else _SHIPPED
    try:
        with path.open("rb") as opened:
            data = opened.read(_LARGEST_BYTES + 1)
    except OSError as problem:
        raise ConfigError(f"{file}: cannot be read: {problem.strerror or problem}") from None
    if len(data) > _LARGEST_BYTES:
        raise ConfigError(f"{file}: larger than any prior")
    return data
