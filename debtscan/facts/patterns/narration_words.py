"""The words in which comments retell code: what people call each kind of statement, operator and familiar call."""

from __future__ import annotations

import ast

STOP = """
    a an the this that these those it its all each every any of to in into on at by from for with through over and
    is are be we our us you your i let let's current given new then now here up out as some one
"""

# Words that bring a reason, a condition, an order or a reference: such a comment says more than the code.
REASONS = """
    because since so must otherwise see until unless avoid prevent ensure only never always before after why note
    todo fixme hack xxx workaround due per via like instead rather but however although though when while should may
    might can cannot can't don't doesn't won't needed need needs require required deprecated legacy compat safe
    unsafe assume still even just yet again else possible lazily explicitly
"""

_STATEMENTS = """
    For: loop iterate go traverse walk cycle
    AsyncFor: loop iterate go traverse walk cycle
    While: loop repeat iterate keep while
    If: check if whether verify test see validate
    Return: return give
    Assign: set assign initialize initialise init store save create define get compute calculate make declare
    Assign: instantiate build variable fetch retrieve update prepare setup
    AnnAssign: set assign initialize initialise init store create define declare variable get
    AugAssign: update increment increase decrement decrease add subtract bump
    Raise: raise throw exception error
    Try: try attempt
    Delete: delete remove drop
    Import: import
    ImportFrom: import
    With: open use with
    Break: break exit stop leave loop
    Continue: continue skip next
    Assert: assert check verify
    FunctionDef: define function method declare
    ClassDef: define class declare
    Expr: call invoke run execute perform do
"""

_PARTS = """
    Lt: below less smaller under than
    LtE: below less most than
    Gt: above greater exceeds more larger bigger than
    GtE: above greater least than
    Eq: equal equals same matches
    NotEq: not equal different differs
    In: in contains exists present
    NotIn: not in missing absent
    IsNot: not exists
    Not: not empty missing false no
    Add: add increment increase plus sum counter count
    Sub: subtract decrement decrease minus counter count
    Mult: multiply times
    Div: divide
    And: both
    Or: either
    List: list array
    ListComp: list
    Dict: dict dictionary map mapping
    DictComp: dict dictionary
    Set: set
    Tuple: tuple
    Await: await wait
    Call: call method function
    JoinedStr: string message format
"""

_CALLS = """
    append: add append push list item element
    add: add
    extend: add extend
    remove: delete remove
    pop: remove pop delete
    len: length size number count
    print: print display show output log message
    open: open read file
    close: close
    sorted: sort order
    sort: sort order
    join: join concatenate combine
    split: split
    strip: strip trim clean
    sum: sum total calculate compute
    max: maximum largest
    min: minimum smallest
    range: range times
    get: get fetch retrieve read
    write: write save
    read: read load
    load: load read parse
    loads: load parse convert decode
    dump: save write dump
    dumps: serialize dump convert encode
    save: save store
    update: update
    info: log
    debug: log
    error: log
    warning: log
    isinstance: check type instance
    int: convert integer
    str: convert string
    float: convert float
    list: convert list
    dict: convert dict dictionary
    set: convert set
    enumerate: index
    items: items entries
    commit: commit
    execute: execute run
    format: format
    connect: connect connection
    start: start
    stop: stop
    delete: delete remove
    create: create
    lower: lowercase convert
    upper: uppercase convert
    replace: replace
    map: map
    filter: filter
"""

_CONSTANTS = """
    True: true
    False: false
    None: none null empty
    0: zero
    1: one
"""


def stem(word: str) -> str:
    """A word without its ending, alike for "increment" and "incrementing"; not a word of any language."""
    for ending in ("ies", "ing", "ied", "ed", "es", "er", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    return word[:-1] if len(word) > 3 and word[-1] in "iey" else word


def _table(text: str) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for line in text.strip().splitlines():
        name, _, words = line.strip().partition(": ")
        found[name] = found.get(name, frozenset()) | frozenset(map(stem, words.split()))
    return found


# Verbs that retell the name of what is called.
_MORE_VERBS = """
    send fetch load save render parse validate generate process submit apply reset clear refresh write copy move rename
    upload download publish connect merge build remove insert push pop notify render encode decode
"""
_LONG_FORMS = """
    max: maximum
    min: minimum
    num: number
    msg: message
    cfg: configuration
    config: configuration
    db: database
    conn: connection
    idx: index
    src: source
    dst: destination
    err: error
    exc: exception
    req: request
    resp: response
    res: result response
    args: arguments
    params: parameters
    dir: directory
    env: environment
    tmp: temporary
    prev: previous
    ctx: context
    img: image
"""
LONG_FORMS = {stem(name): stems for name, stems in _table(_LONG_FORMS).items()}
STATEMENTS = {getattr(ast, name): stems for name, stems in _table(_STATEMENTS).items()}
PARTS = {getattr(ast, name): stems for name, stems in _table(_PARTS).items()}
CALLS = _table(_CALLS)
CONSTANTS = _table(_CONSTANTS)
VERBS = frozenset(word for table in (STATEMENTS, CALLS) for stems in table.values() for word in stems)
# Words above that begin a label ("list of names"), not a retelling ("list the names").
_NOUNS = """
    list dict dictionary file string integer float type instance index items entries size number count length
    total maximum largest minimum smallest times lowercase connection sum method function class variable
    exception error context output
"""
VERBS |= frozenset(map(stem, _MORE_VERBS.split()))
NOUNS = frozenset(map(stem, _NOUNS.split()))
VERBS -= NOUNS
STOP_WORDS = frozenset(STOP.split())
REASON_WORDS = frozenset(REASONS.split())
