"""What is known of a history -> by section of a report, the sentence that says why it is not there, or not whole."""

ONE_STATE = "The history has one state only in this time: it takes two to tell a trend."
NO_STATE_BEFORE = (
    "Drift is told between the state at the beginning of the period and the newest; here the one is not known, or they "
    "are the same."
)
NO_RISK = "No commit of the period is riskier than half of the changes before it."
NO_HISTORY = {
    "trend": "There is no history here: debt over time is told from commits.",
    "hotspots": "There is no history here: which files are changed, and what debt in them costs a month, is told from "
    "commits. Files stand in the order of their debt.",
    "origin": "There is no history here: where debt came from, and with what AI assistance, is told from commits.",
    "copies": "There is no history here: which copy was first is told from the commits that wrote the lines.",
    "drift": "There is no history here: drift is told between two states of the code.",
    "risk": "There is no history here: risk is told of commits.",
    "policy": "There is no history here: AI assistance is on record in commits.",
    "knowledge": "There is no history here: who knows what is told from commits.",
    "plan": "There is no history here: what a repair saves is told from how often its files change. All repairs are "
    "listed, the dearest first, and none is chosen.",
}
_PART = {
    "origin": "This is a folder of a repository: commits are counted that change it; what each brought of debt, and "
    "what became of its lines, is told of whole repositories.",
    "copies": "This is a folder of a repository: which copy was first is told of whole repositories.",
    "knowledge": "This is a folder of a repository: who knows what is told of whole repositories.",
}
_NO_LEDGER = {
    "origin": "The ledger was left out: what commits brought of debt, and what became of their lines, is not measured.",
    "copies": "The ledger was left out: which copy was first is told from what became of every line.",
}


def absent(*, is_part: bool, has_ledger: bool) -> dict[str, str]:
    """Of a repository with commits."""
    return _PART if is_part else {} if has_ledger else _NO_LEDGER
