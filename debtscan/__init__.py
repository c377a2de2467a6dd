"""debtscan: finds the debt that cheap code brings, and says what it costs.

The map, from the outside in (an arrow may only point downwards; pyproject.toml holds the contracts):

    cli            one module per command; reads options, calls gate, app or lookup, writes what output returned
    drifting       two states of a code base -> conventions that moved, and the functions most foreign to it
    provenance     findings that several files decide -> the commits that introduced them, as the gate judges
    replay         history and findings -> the ledger of debt brought and paid
    pulse          history, the code as it is -> hot spots, what changes together, who knows what
    line_history   diffs of the log -> how long each line stayed
    succession     commits, each judged as the gate would -> findings from birth to payment
    bookings       findings of a commit on both sides -> births, payments, and what is carried along
    gate           a change -> what it brings: both sides of the changed files, and what of the rest they touch
    reporting      scans of several commits, history -> the debt report
    comparing      a debt report, one written earlier -> what is new, paid and worse, and what the tool itself changed
    auditing       history, the messages of its commits, the policy -> the audit trail of assisted changes
    annotation     a file -> its lines with their commits, what is recorded of AI assistance, and their debt
    app lookup     the wiring: source -> facts -> records -> findings -> report; question -> index -> existing functions
    chronicle      the wiring of history: log -> commits -> assistance, risk -> what is known of each commit
    judging        the wiring of rules about commits: what is known of a commit -> what the rules say of it
    policing       the wiring of the policy for AI assistance: a commit and its record -> verdict and findings
    recording      the wiring of AI assistance: notes, traces, branches, tools -> what is on record of a commit
    extraction     blobs -> facts, in this process
    extraction_pool  the same in several
    sources store output config            the edge: git, disk, SQLite, text formats
    scoring        records + rules -> findings; fingerprints, cost
    detectors      code base -> records; pure, none imports another
    history        log -> what is known of each commit; pure
    facts          text -> FileFacts; the only package that sees syntax
    rules          text of rule files -> validated rules
    accounts answers  the records of the debt report; what exists already and how things are done
    records        what detectors measure
    model          settings, facts, the code base, and what leaves the tool
    commits vitals policy errors intervals  records of history and of a policy, failures, a formula
"""

__version__ = "0.1.0"
