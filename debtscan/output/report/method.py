"""How the figures of a report were reckoned, with their sources; for every format."""

METHOD: tuple[tuple[str, str], ...] = (
    (
        "Debt",
        "The sum of what it takes to mend each finding: the mean of a low, a likely and a high number of minutes that "
        "its rule states. Estimates of one rule are taken to err together, those of different rules apart; the range "
        "covers 80 %.",
    ),
    (
        "Ratio and grade",
        "Debt against 30 minutes for each line of code: the SQALE method and the grid of SonarQube (A to 5 %, B to "
        "10 %, C to 20 %, D to 50 %, E above).",
    ),
    (
        "What it costs while it stays",
        "Changes a month of a file (a change 90 days old counts half), times 30 to 120 minutes for a change, times the "
        "share of that time lost to debt: 10 to 60 % in a file with 80 minutes of debt in 100 lines, in proportion, "
        "and never above 124 % (Tornhill and Borg, Code Red, 2022). A file that nobody changes costs nothing.",
    ),
    ("Paid back", "What a repair takes, divided by what it saves each month; the range takes the ends of both."),
    (
        "Plan",
        "The repairs that save the most within the budget: the 0/1 knapsack, solved exactly on 480 steps of the "
        "budget. Findings of one family in one file are one repair, and so is a family of copies.",
    ),
    (
        "Trend",
        "Each point is a scan of the code as it was then, with today's rules. A finding is known again by its content, "
        "so what moves is neither new nor paid.",
    ),
    (
        "Drift",
        "A convention moved when the share of places that keep to it changed by two points or more between the state "
        "at the beginning of the period and the newest, or when it began or ceased to hold. How foreign a function is "
        "comes from its tokens, words and choices against the rest of the code; it orders what is read, and costs "
        "nothing.",
    ),
    (
        "AI assistance",
        "Only what commits record: trailers, identities, notes. Without a record nothing is known: unmarked work is "
        "never called human. An association within one repository is no cause.",
    ),
    (
        "Policy",
        "Each assisted commit is held to the policy as it is today; exceptions count up to their last day, by the day "
        "of the commit. An exception is about to end within 30 days of the newest commit.",
    ),
    (
        "Risk",
        "How a commit ranks among those of this repository, by measures of changes that needed a fix later (Kamei et "
        "al., 2013, and the content of the diff). A high rank asks for a closer look; most such commits are fine.",
    ),
    (
        "Knowledge",
        "Who knows a file: the degree of authorship of Fritz et al. (2014), from who wrote it first and how often they "
        "and others changed it. Bus factor: how many authors leave until more than half of the files have none left "
        "(Avelino et al., 2016). Who has not committed for a year is taken to have left, unless CODEOWNERS names "
        "somebody. Authors are shown as people to turn to; nobody is measured.",
    ),
    (
        "Churn, moves, copies",
        "New lines of Python code (no blanks, no comments) that are changed or gone within 14 days of being written; "
        "lines put elsewhere as they are; lines put into several places by one commit (GitClear's definitions). Every "
        "line is followed through renames, moves and merges. Intervals leave out one author's week at a time.",
    ),
)
