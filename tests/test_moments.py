import pytest

from debtscan.commits import Moment
from debtscan.output.moments import day, iso


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (Moment(0, 90), "1970-01-01T01:30:00+01:30"),
        (Moment(1_700_000_000, -420), "2023-11-14T15:13:20-07:00"),
        (Moment(2**63 - 1, 0), "9999-12-31T00:00:00+00:00"),
        (Moment(-(2**62), 60), "0001-01-02T01:00:00+01:00"),
        (Moment(0, 99 * 60), "1970-01-01T00:00:00+00:00"),
    ],
)
def test_any_moment_is_written(moment, written):
    assert (written, written[:10]) == (iso(moment), day(moment))
