"""What is known of one convention before any code is looked at."""

from collections.abc import Mapping
from typing import NamedTuple

from debtscan.model import Role

BOTH: tuple[Role, ...] = ("production", "test")
PRODUCTION: tuple[Role, ...] = ("production",)
TEST: tuple[Role, ...] = ("test",)
_PLURALS = {"is": "are", "has": "have", "goes": "go", "catches": "catch"}


class Convention(NamedTuple):
    # What one vote is about; "class|classes" where the plural is irregular; "{}" is the vote's subject, "{0}" and "{1}"
    # what stands before and after its last dot.
    noun: str
    verb: str  # of the noun, towards the words: "is", "uses"
    words: Mapping[str, str] = {}  # of each variant; a variant without is quoted as it is
    order: tuple[str, ...] = ()
    roles: tuple[Role, ...] = BOTH
    least: int = 20  # votes, one that breaks it among them
    linters: tuple[str, ...] = ()
    excused: tuple[str, ...] = ()  # variants that have their reasons: they count, and are held against nobody
    told: bool = True  # False: true of a code base, and no reason to speak to whoever does otherwise
    only: str | None = None  # the one variant that breaks it
    is_local: bool = False  # the folder of a file decides, and nothing around it
    formatted: bool = False  # a formatter decides it
    overridable: bool = False  # a base class may dictate it
    is_set: bool = False  # a variant is what there is of several (facts.choices.belonging); the norm is what most have

    def said(self, variant: str) -> str:
        return self.words.get(variant, f"`{variant}`")

    def keeps(self, variant: str, majority: str) -> bool:
        return majority in present(variant) if self.is_set else variant == majority

    def lacks(self, majority: str, variant: str) -> str:
        """In words, of a variant that does not keep to the majority."""
        return f"no {self.said(majority)}" if self.is_set else self.said(variant)

    def is_blameless(self, variant: str) -> bool:
        """Held against nobody, whatever is usual: the best way there is, or one that has its reasons."""
        if not self.told or (self.only is not None and variant != self.only):
            return True
        return variant in self.excused or variant in self.order[:1]

    def nouns(self, subject: str) -> str:
        singular, _, plural = self.noun.partition("|")
        return _about(plural or f"{singular}s", subject)

    def one(self, subject: str) -> str:
        return _about(self.noun.partition("|")[0], subject)

    @property
    def verbs(self) -> str:
        first, space, rest = self.verb.partition(" ")
        return _PLURALS.get(first, first.removesuffix("s")) + space + rest


def present(variant: str) -> set[str]:
    """All that there is, in whatever way, of a variant that is a set."""
    return {each.lstrip("~") for each in variant.split()}


def _about(noun: str, subject: str) -> str:
    if "{" not in noun:
        return f"{noun} ({subject})" if subject else noun
    owner, _, last = subject.rpartition(".")
    return noun.replace("{}", subject).replace("{0}", owner).replace("{1}", last)
