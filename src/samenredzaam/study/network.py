"""The social network of a neighbourhood beside published figures.

The neighbourhood is built and spun up, measured, followed for some years of the baseline, and measured again. Nothing
is fitted: where a measure misses its figure, the row says so.
"""

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from samenredzaam.errors import InputError
from samenredzaam.model import SPIN_UP_WEEKS, NeighbourhoodModel
from samenredzaam.neighbourhood.profile_folders import named, together
from samenredzaam.scenario import read as read_scenario
from samenredzaam.study import network_measures as measures
from samenredzaam.study.built import Row
from samenredzaam.study.network_course import Means, follow, weeks_of
from samenredzaam.study.network_rows import at_the_start, over_the_years
from samenredzaam.texts import Text

MOST_YEARS = 50


@dataclass(frozen=True)
class NetworkReport:
    """The network of a neighbourhood, measured.

    Attributes:
        profile: name of the profile.
        title: what the neighbourhood is called.
        residents: how many live there at first.
        seed: the seed.
        years: how many years were followed.
        found: the rows.
        course: means of adults at first and at the end of each year.
    """

    profile: str
    title: Text
    residents: int
    seed: int
    years: int
    found: tuple[Row, ...]
    course: tuple[Means, ...]

    def rows(self) -> list[Row]:
        """Return every measure beside its figure, grouped by subject."""
        return list(self.found)

    def missed(self) -> list[Row]:
        """Return the rows that are not in line with their figure."""
        return [row for row in self.found if row.within is False]

    def as_json(self) -> dict[str, Any]:
        """Return the report as plain values that JSON knows."""
        return {
            "profile": self.profile,
            "title": self.title._asdict(),
            "residents": self.residents,
            "seed": self.seed,
            "years": self.years,
            "rows": [row.as_json() for row in self.found],
            "course": [means.as_json() for means in self.course],
        }


def report(
    profile_name_or_path: str | Path,
    seed: int = 1,
    *,
    residents: int | None = None,
    years: int = 1,
    spin_up_weeks: int = SPIN_UP_WEEKS,
) -> NetworkReport:
    """Build a neighbourhood, spin it up, follow it for some years, and report its network.

    Args:
        profile_name_or_path: a profile that ships, the path of one, or a folder of them.
        seed: the seed.
        residents: to how many residents the profile is scaled; None is as many as it has.
        years: how many years of the baseline are followed.
        spin_up_weeks: weeks lived before the first measure.

    Raises:
        InputError: when there is no such profile, or a number is out of range.
    """
    if isinstance(years, bool) or not isinstance(years, int) or not 1 <= years <= MOST_YEARS:
        raise InputError(
            "years is {years!r}; geef een geheel getal van 1 tot {most}",
            "years is {years!r}; give a whole number from 1 to {most}",
            years=years,
            most=MOST_YEARS,
        )
    weeks = weeks_of(years)
    scenario = read_scenario("baseline")
    scenario = dataclasses.replace(
        scenario,
        profile=named(str(profile_name_or_path)),
        beside=(),
        residents=residents,
        folder=None,
        weeks=max(scenario.weeks, weeks),
    )
    model = NeighbourhoodModel(scenario, seed, spin_up_weeks=spin_up_weeks, record=False)
    start = at_the_start(model.town)
    followed = follow(model, weeks)
    left = measures.kept(model.town, followed.before)
    after = over_the_years(followed, left, years)
    return NetworkReport(
        profile=model.profiles[0].name if len(model.profiles) == 1 else str(profile_name_or_path),
        title=together(model.profiles),
        residents=followed.course[0].residents,
        seed=model.seed_used,
        years=years,
        found=(*start, *after),
        course=tuple(followed.course),
    )
