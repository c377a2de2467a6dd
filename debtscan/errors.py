"""The failures that are the user's to mend: each message says what, where, and what to write instead."""


class DebtscanError(Exception):
    """Shown as one line on stderr; the command then exits with status 2."""


class ConfigError(DebtscanError):
    """A configuration file, key or value that cannot be used."""


class BaselineError(DebtscanError):
    """A file of accepted debt that cannot be used."""


class RuleError(DebtscanError):
    """A rule file that cannot be used; the message begins with its path."""


class SourceError(DebtscanError):
    """A path, revision or repository that cannot be read."""


class UsageError(DebtscanError):
    """Options that contradict one another or name what is not there."""


class OutputError(DebtscanError):
    """A place that the result cannot be written to."""
