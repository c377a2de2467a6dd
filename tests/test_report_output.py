"""The formats of a debt report: the same figures in each, and nothing from the repository that acts."""

import csv
import io
import json
import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from msgspec.structs import replace

from accounts import report
from debtscan.accounts import Drift, Knowledge
from debtscan.output.report import REPORT_FORMATS, REPORT_RENDERERS, TABLES, Page
from debtscan.sources import forge

HOSTILE = [
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "<!--",
    "\u202egnp.exe",
    "\u200bzero",
    "\x1b[31mred",
    "{{ 7 * 7 }}",
    "=HYPERLINK(1)",
    "line\nbreak",
    "\udc80byte",
    "a|b`c`",
]


def page(**more: object) -> Page:
    return Page(title="shop", generated_at="2025-06-15T12:00:00+00:00", **more)  # type: ignore[arg-type]  # by name


class Elements(HTMLParser):
    """Tags, attributes and text, as a browser's parser sees them."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self._inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside = tag

    def handle_data(self, data: str) -> None:
        if self._inside not in ("script", "style"):
            self.words.append(data.replace("\u00a0", " "))


@pytest.fixture(scope="module")
def plain() -> Elements:
    return Elements(REPORT_RENDERERS["html"](report(), page()))


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_of_a_hostile_repository_becomes_markup(text: str, plain: Elements) -> None:
    remotes = ["https://github.com/a/b"]
    link = forge.link(remotes, "7" * 40)
    written = REPORT_RENDERERS["html"](report(text), page(link=link, commit_link=forge.commit_link(remotes)))
    elements = Elements(written)

    assert [tag for tag, _ in plain.tags if tag != "a"] == [tag for tag, _ in elements.tags if tag != "a"]
    assert {key for _, attributes in elements.tags for key in attributes if key.startswith("on")} == set()
    assert all(
        re.match(r"#|https://github\.com/", attributes.get("href") or "")
        for tag, attributes in elements.tags
        if tag == "a"
    )
    assert not any(char in written for char in "\u202e\u200b\x1b\udc80")


def test_markdown_has_no_table_without_rows() -> None:
    nothing = replace(
        report(), drift=Drift(), risky=(), copies=(), trend=(), files=(), origins=(), knowledge=Knowledge()
    )
    lines = REPORT_RENDERERS["markdown"](nothing, page()).splitlines()

    assert [] == [line for line, below in pairwise([*lines, ""]) if line.startswith("| --- ") and not below]
    assert "0 production functions new or changed; none is among the most foreign tenth." in lines
    assert "No commit of the period is riskier than half of the changes before it." in lines


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("form", ["text", "markdown", "csv"])
def test_nothing_of_it_acts_in_the_other_formats(form: str, text: str) -> None:
    written = REPORT_RENDERERS[form](report(text), page())

    assert not any(char in written for char in "\u202e\u200b\x1b\udc80")
    if form == "markdown":
        assert "<script" not in written
        assert "<img" not in written
    if form == "csv":
        assert not any(cell[:1] in ("=", "+", "@") for row in csv.reader(io.StringIO(written)) for cell in row)


def test_the_page_asks_the_network_for_nothing(plain: Elements) -> None:
    loading = {"src", "srcset", "data", "action", "formaction", "poster", "background"}
    policies = [a["content"] or "" for _, a in plain.tags if a.get("http-equiv") == "Content-Security-Policy"]

    assert [] == [attributes for _, attributes in plain.tags if loading & attributes.keys()]
    assert [] == [tag for tag, _ in plain.tags if tag in ("link", "iframe", "object", "embed", "img", "base")]
    assert "default-src 'none'" in policies[0]
    assert "unsafe-inline" not in policies[0].partition("script-src")[2].partition(";")[0]


def test_the_page_is_under_seven_megabytes() -> None:
    assert len(REPORT_RENDERERS["html"](report(), page()).encode()) < 7_000_000


def test_headings_tables_and_charts_can_be_read_by_a_screen_reader(plain: Elements) -> None:
    charts = [attributes for _, attributes in plain.tags if attributes.get("class") == "chart"]
    heads = [attributes for tag, attributes in plain.tags if tag == "th"]
    sections = [attributes for tag, attributes in plain.tags if tag == "section"]

    assert 3 == len(charts)
    assert all(chart["role"] == "img" and chart["aria-label"] for chart in charts)
    assert all(head["scope"] == "col" for head in heads)
    assert all(f"h-{section['id']}" == section["aria-labelledby"] for section in sections)


def test_the_figures_of_the_page_are_those_of_the_json(plain: Elements) -> None:
    document = json.loads(REPORT_RENDERERS["json"](report(), page()))
    words = " ".join(plain.words)

    assert "debtscan.report/1" == document["schema"]
    assert {"mean": 90.0, "low": 60.0, "high": 120.0} == document["debt"]
    assert "1.5 h" in words
    assert [21.67] == [point["added_minutes"] for point in document["trend"][1:]]
    assert "22 min (1)" in words
    assert document["files"][0]["payback"]["likely"] == 18
    assert "18 months" in words
    assert [{"support": 30, "total": 40}, None] == [each["before"] for each in document["drift"]["conventions"]]
    assert "36 of 45 (80.0 %)" in words
    assert (19, 0.997) == (document["drift"]["functions"], document["drift"]["foreign"][0]["drift"])
    assert "99.7 %" in words
    assert (3, 2, 1) == tuple(document["policy"][name] for name in ("assisted", "told", "reviewed"))
    assert "3 of 20 commits of the period have AI assistance on record (trailer 2, note 1). 2 of them say" in words
    assert "2 allowed, 1 violated" in words
    assert "10.0 % (4.0 to 23.1 %)" in words
    assert (0.04, 0.021) == (document["cohorts"]["comparison"]["crude"], document["cohorts"]["comparison"]["matched"])
    assert "+4.0 points crude, +2.1 matched by month, size and kind of file (-1.0 to +5.2)" in words
    assert {"riskiest": 8, "riskiest_followed": 3, "others": 100, "others_followed": 7} == document["aftermath"]
    assert "3 of the 8 that are older than 30 days" in words
    assert (95.0, 75.0) == (document["difference"]["debt_minutes"], document["difference"]["by_code_minutes"])
    assert "+95 min, of which the code itself +75 min; 1 new, 1 paid, 1 file worse" in words
    assert {"low": 3.0, "likely": 12.5, "high": 40.0} == document["calibration"]["fits"][0]["minutes"]
    assert "15 (5-45)" in words
    assert (0.012, 0.25) == (document["plan"]["quarter_share"]["mean"], document["plan"]["fix_share"])
    assert "1.2 % (0.8 to 1.6) of what the team works in a quarter" in words
    assert "25 % of the commits of the period call themselves fixes" in words


@pytest.mark.parametrize("table", TABLES)
def test_each_table_is_a_csv_with_a_row_for_each_record(table: str) -> None:
    head, *rows = csv.reader(io.StringIO(REPORT_RENDERERS["csv"](report(), page(table=table))))

    assert {"trend": 2, "origins": 2, "conventions": 2, "hotspots": 2, "copied": 2}.get(table, 1) == len(rows)
    assert {len(head)} == {len(row) for row in rows}


@pytest.mark.parametrize("form", REPORT_FORMATS)
def test_two_renderings_are_the_same_bytes(form: str) -> None:
    assert REPORT_RENDERERS[form](report(), page()) == REPORT_RENDERERS[form](report(), page())


def test_who_knows_what_is_the_same_in_every_format(plain: Elements) -> None:
    document = json.loads(REPORT_RENDERERS["json"](report(), page()))["knowledge"]
    markdown = REPORT_RENDERERS["markdown"](report(), page())
    said = ("15.0 % (10.0 to 20.0)", "80 %, 70 %, -", "6 of 6")

    assert [(360, 1, 1), (360, 2, 0)] == [
        (each["score"], each["bus_factor"], each["active_authors"]) for each in document["hotspots"]
    ]
    assert ("pkg/plain.py", 2) == (document["orphaned"][0]["path"], document["orphaned"][0]["findings"])
    assert "2 hot spots: 1 known to one person alone, 1 to nobody who committed in the last year." in markdown
    for figure in said:
        assert figure in markdown
    assert "15.0 % (10.0 to 20.0)" in plain.words


def test_people_can_be_left_out() -> None:
    nameless = report(people=False)
    without_owners = REPORT_RENDERERS["markdown"](nameless, page())

    assert "whom to ask" in REPORT_RENDERERS["markdown"](report(), page())
    assert "whom to ask" not in without_owners
