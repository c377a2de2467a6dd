"""A line that mentions an AI tool -> whether it discloses that the tool helped with this change. Pure.

Most such lines do not: in repositories of AI tools most commits talk about AI. Two forms are taken for a disclosure: a
*footer*, a line of its own ("🤖 Generated with [X](…)"), and a *sentence* of one of the few shapes in which people
speak of their own change ("this patch was written by X", "I used X to write …", "X-generated tests"). A negation, a
condition, or a word for handling such code before the mention silences it. Each expression is anchored at a mention and
sees a bounded piece of the line.
"""

import re
from typing import NamedTuple

from debtscan.history.tool_names import Mention

_DEED = (
    r"(?:generated|created|written|built|made|authored|coded|assisted|aided|implemented|produced|developed|drafted|"
    r"crafted|refactored|translated|designed|composed|vibe[ -]?coded|prototyped|reworked|ported|debugged|optimi[sz]ed)"
)
_HOW_MUCH = (
    r"(?:(?:almost|auto|automatically|completely|entirely|fully|initially|largely|locally|mainly|mostly|originally|partially|"
    r"partly|primarily|also|pair|co)[ -]?){0,3}"
)
_ARTICLE = r"(?:(?:an?|the|my|our|some)\s+)?"
_HELP = r"(?:(?:the\s+)?(?:help|assistance|aid|support)\s+(?:of|from)\s+)?"
_MAKER = r"(?:(?:openai|google|anthropic|microsoft)(?:'s)?\s+)?"
_BY = rf"(?:by|with|using|via|through|in)\s+{_HELP}{_ARTICLE}{_MAKER}"
_WORK = (
    r"(?:code|changes?|commits?|patch(?:es)?|prs?|pull requests?|tests?|implementation|files?|scripts?|docs?|"
    r"documentation|docstrings?|refactor(?:ing)?|messages?|descriptions?|migrations?|tools?|version|draft|work|"
    r"functions?|modules?|feature|fix(?:es)?|one|page|app)"
)
_OWN = (
    r"(?:this|these|all|most|much|some|parts?|half|majority|bulk|initial|first|original|the whole|the entire|above|my|"
    r"our)(?:\s+of)?(?:\s+(?:the|this|these|my|our))?"
)
_WAS = r"(?:was|were|is|are|has been|have been|had been)"
_STARTS = r"(?:^|[.;,(…]\s*)"

# ---------------------------------------------------------------- a line of its own
_FOOTER = re.compile(
    r"(?P<mark>(?:<\w{1,6}>|&\w{2,8};|[^\w\s\"'`(\[<>~]|_){0,10}\s{0,3})"  # emoji, emphasis, the marker of a list
    rf"(?:(?:{_WORK}|this)\s+)?{_HOW_MUCH}(?P<deed>{_DEED})(?:\s+(?:and|&)\s+\w{{1,20}})?\s+"
    rf"(?P<by>by|with|using|via|through|in)\s+{_HELP}{_ARTICLE}{_MAKER}(?P<link>[\[*_]?)",
    re.IGNORECASE,
)
# What may follow its name: nothing, the rest of a link, a remark in brackets, an address, punctuation.
_CLOSED = re.compile(
    r"[\w.]{0,20}(?:\]\(\S{0,300}\)|\]|\*{1,2}|_)?(?:\s*\([^()]{0,120}\)?)?\s*(?:<\S{3,200}>)?(?:</\w{1,6}>)?"
    r"\s*[.!,;—–\U0001f300-\U0001faff]{0,5}\s*$"
)
# … or another tool, a model, a remark.
_GOES_ON = re.compile(
    r"[\w.]{0,20}(?:\]\(\S{0,300}\))?(?:\*{1,2}|_)?\s*"
    r"(?:[,(—–+&/.:]|-\s|(?:and|via|using|with|in|assistance|help|on behalf)\b|v?\d|https?:)"
)
_ROBOT = "\U0001f916"

# ---------------------------------------------------------------- sentences; each ends where the mention begins
_SENTENCES = tuple(
    re.compile(expression, re.IGNORECASE)
    for expression in (
        # "this code was mostly written by X", "these tests generated with X", and the rest of such a line
        rf"\b{_OWN}\s+(?:{_WORK}\s+)?{_WAS}\s+{_HOW_MUCH}{_DEED}(?:\s+(?:and|or)\s+\w{{1,20}})?\s+{_BY}$",
        rf"\b{_OWN}\s+{_WORK}\s+(?:contains?\s+{_WORK}\s+)?{_HOW_MUCH}{_DEED}\s+{_BY}$",
        rf"^[\s…]*(?:was|were|has been|have been)\s+{_HOW_MUCH}{_DEED}\s+{_BY}$",
        # "written by me, assisted by X", "Co-authored by X", "with the help of X"
        rf"\b(?:i|we|me|myself)\b[^.;:]{{0,40}}\b(?:assisted|helped|aided|supported|guided)\s+{_BY}$",
        rf"(?:^|[.;(…]\s*)(?:assisted|co-?authored|co-?written|pair[- ]programmed|vibe[- ]?coded)\s+{_BY}$",
        rf"\bwith\s+(?:(?:the|some|a lot of|lots of|much)\s+)?(?:help|assistance|aid)\s+(?:of|from)\s+{_ARTICLE}$",
        # "I built this one using X"
        rf"\b(?:{_DEED}|wrote|made|did)\s+(?:all of\s+)?(?:this|it|these)(?:\s+{_WORK})?\s+{_BY}$",
    )
)
_USED = re.compile(  # "I used X to write …"
    rf"(?:{_STARTS}|\b(?:i|we|me|and)\s+)(?:(?:have|had|just|also|then)\s+)?"
    rf"(?:used|asked|prompted|told|instructed|had|let|got|consulted|paired with|worked with)\s+{_ARTICLE}$",
    re.IGNORECASE,
)
_TO_DO = re.compile(
    r"\s*(?:\([^()]{0,60}\)\s*)?(?:[\w.]{1,20}\s+){0,2}(?:to|for|while|in|when)\s+(?:(?:help|me)\s+)?"
    r"(?:this|these|it|most|analy|assist|diagnos|inspect|investigat|research|verif|add|build|clean|code|creat|debug|do|document|draft|find|fix|generat|implement|improv|make|polish|port|refactor|"
    r"simplif|translat|writ)",
    re.IGNORECASE,
)
_HYPHENED = re.compile(  # "X-generated tests", where a line begins
    rf"[- ](?:generated|assisted|written|authored|coded|aided)\s+(?:\w{{1,20}}\s+)?{_WORK}"
    r"(?=\s*$|\s*[.,:;(]|\s+(?:for|to|of|in|from|by|and|with|that|which|on|covering)\b)",
    re.IGNORECASE,
)
_HELPED = re.compile(  # "X helped fix a ton of warnings", "X wrote most of this", "X was used to debug"
    r"(?:\s+\(?v?[\d.]+\w*\)?)?\s*(?:\([^()]{0,60}\)\s*)?"
    r"(?:(?:also|then)\s+)?(?:helped\s+(?:(?:me|us)\s+)?(?:to\s+|with\s+|a lot|\w{2,})|assisted\s+(?:with|in|by|me)\b|"
    r"(?:was|were)\s+(?:(?:also|only|extensively|mainly|just|then)\s+)?used\s+(?:\w{1,20}\s+){0,3}(?:to|for|in)\b|"
    r"(?:wrote|generated|did|made|authored|implemented|suggested)\s+"
    r"(?:this|these|it\b|most|all|much|the (?:code|patch|fix|tests?)\b))",
    re.IGNORECASE,
)
_LASTLY = re.compile(rf"[,;:(–—]\s*{_HOW_MUCH}{_DEED}\s+{_BY}$", re.IGNORECASE)  # "More tips, written by X"
_BEGINS = re.compile(r"(?:^|[.!?]\s+)\W{0,4}$")
_SO_MADE = re.compile(r"[- ](?:generated|assisted|written|authored|coded)\b", re.IGNORECASE)
_BY_NO_PERSON = re.compile(r"\b(?:generated\s+by|with|using|via)\s+$", re.IGNORECASE)
_IS_SO_MADE = re.compile(  # "tests were X-assisted"
    rf"\b(?:code|tests?|docs?|documentation|changes?|commits?|patch|prs?|implementation)\s+(?:{_WAS}\s+)?{_HOW_MUCH}$",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"^(?:[\w/-]{1,40}(?:\([^()]{1,40}\))?!?:\s*)?(?:(?:add(?:ed|s)?|include|more|use)\s+)?(?:(?:an?|some|the)\s+)?$",
    re.IGNORECASE,
)
_OPENS_ANEW = re.compile(r"^(?:[\w/-]{1,40}(?:\([^()]{1,40}\))?!?:\s*)?$")  # "AI-generated" is what many products add
_SILENCED = re.compile(
    r"\b(?:no|not|none|nothing|neither|never|without|cannot|stop(?:ped)?|remov\w*|drop\w*|disabl\w*|instead|rather|avoid\w*|detect\w*|"
    r"block\w*|forbid\w*|reject\w*|prevent\w*|if|unless|whether|when|allow\w*|support\w*|handl\w*|pars\w*|flag\w*|"
    r"label\w*|polic\w*|revert\w*|ban\w*|disclos\w*|\w+n't|users?|should|must|may|might|could|would|can)\b",
    re.IGNORECASE,
)
_HEADING = re.compile(
    r"^\W{0,6}(?:\w{1,12}\s+)?(?:disclosure|disclaimer|usage|notes?|statement)\W{0,4}:", re.IGNORECASE
)
# After the name of a tool: the text is of its interface, not of its help.
_ITS_INTERFACE = re.compile(
    r"(?:[- ]|'s\s)?(?:apis?|sdks?|integrations?|providers?|clients?|plugins?|extensions?|servers?|models?|support|"
    r"backends?|endpoints?|users?|compatib\w+|adapters?|schemas?|format|config\w*|hooks?|skills?|mcp)\b",
    re.IGNORECASE,
)
_SURNAME = re.compile(r"\s+(?!(?:AI|Code|Opus|Sonnet|Haiku|Agent|CLI|Pro|Flash)\b)[A-Z][a-z]")
_THE = re.compile(r"\bthe\s+$", re.IGNORECASE)

_TOOL_S_FOOTER, _MARKED, _SAID, _SAID_OF_A_NAME = 0.95, 0.9, 0.7, 0.6
_HEARD = 120  # characters before a mention that can bear on it


class Disclosure(NamedTuple):
    is_footer: bool
    strength: float


def disclosure(text: str, mention: Mention, begins: bool) -> Disclosure | None:
    """Of one mention in a line; `begins` says that the line begins a paragraph."""
    before, after = text[: mention.start], text[mention.end :]
    if _ITS_INTERFACE.match(after) or (mention.is_shared and _SURNAME.match(after)):
        return None
    if mention.tool == "generic-ai" and _THE.search(before):  # "… generated by the LLM" is what a product does
        return None
    if _ROBOT in before:  # in the subject, after what was done: "Fix it 🤖 Generated with X (#12)"
        before = before[before.rindex(_ROBOT) :]
    return _footer(before, after, mention, begins) or _sentence(before[-_HEARD:], after, mention)


def _footer(before: str, after: str, mention: Mention, begins: bool) -> Disclosure | None:
    found = _FOOTER.fullmatch(before) if before else None
    if not found:
        return None
    is_closed, is_marked = bool(_CLOSED.match(after)), bool(found["link"]) or _ROBOT in found["mark"]
    starts = begins and (is_closed or before.lstrip("*-_ ")[:1].isupper())
    if not (is_closed or _GOES_ON.match(after)) or not (is_marked or starts):
        return None
    if is_marked:
        is_tool = mention.kind != "model" and mention.tool != "generic-ai"
        return Disclosure(True, _TOOL_S_FOOTER if is_tool else _MARKED)
    if mention.kind == "person" and found["by"].lower() == "by" and not found["deed"].lower().startswith("gen"):
        return None  # "Tests written by Devin": a person may be meant
    is_tool = is_closed and mention.kind != "model" and mention.tool != "generic-ai"
    return Disclosure(is_tool, _MARKED if is_tool else _SAID)


def _sentence(before: str, after: str, mention: Mention) -> Disclosure | None:
    sentence = re.split(r"[.!?]\s", _HEADING.sub("", before))[-1]
    if _SILENCED.search(sentence):
        return None
    opens = _OPENS_ANEW if mention.tool == "generic-ai" else _OPENS
    is_sure = not mention.is_shared or (mention.kind == "thing" and mention.text[:1].isupper())
    is_sure = is_sure or _BY_NO_PERSON.search(before) is not None
    if (
        (_HYPHENED.match(after) and opens.match(before))
        or (_SO_MADE.match(after) and _IS_SO_MADE.search(before))
        or (_HELPED.match(after) and _BEGINS.search(before))
        or (_TO_DO.match(after) and _USED.search(before))
        or (is_sure and _CLOSED.match(after) and _LASTLY.search(before))
        or (is_sure and any(expression.search(before) for expression in _SENTENCES))
    ):
        return Disclosure(False, _SAID_OF_A_NAME if mention.is_shared else _SAID)
    return None
