"""The cases of a sweep: every point, in every neighbourhood, in every scenario. Each seed lives all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from samenredzaam.scenario import Scenario
from samenredzaam.study.run import profiles_of
from samenredzaam.study.store import Origin, lived_text
from samenredzaam.study.sweep.design import Point
from samenredzaam.study.sweep.plan import Plan


@dataclass(frozen=True)
class Site:
    """Where cases are lived.

    Attributes:
        name: the profile as the plan names it, or else as the scenarios do.
        codes: the codes of its neighbourhoods, of which a folder has several.
        hashes: the hashes of their profiles.
        scenarios: the scenarios of the plan, placed here.
    """

    name: str
    codes: tuple[str, ...]
    hashes: tuple[str, ...]
    scenarios: tuple[Scenario, ...]


@dataclass(frozen=True)
class Case:
    """What every seed lives once.

    Attributes:
        number: its place in the order of the tables.
        point: the values of what varies.
        site: where it is lived.
        name: of the scenario.
        scenario: the scenario as it is lived, in this point and on this site.
    """

    number: int
    point: Point
    site: Site
    name: str
    scenario: Scenario

    @cached_property
    def lived(self) -> str:
        """Return all that its life hangs on but neighbourhood and seed; worked out once for all seeds."""
        return lived_text(self.scenario)

    def origin(self, seed: int, every: int, version: str) -> Origin:
        """Return what its run with a seed hangs on."""
        return Origin(version, self.site.hashes, self.lived, seed, every)


def sites_of(plan: Plan) -> tuple[Site, ...]:
    """Return where a plan is lived, in its order.

    Raises:
        InputError: a profile cannot be used, the scenarios differ in neighbourhood, size, start or length, or one
            changes policy in a neighbourhood that is not there.
    """
    if not plan.profiles:
        first = plan.scenarios[0]
        return (_site("+".join((first.profile, *first.beside)), plan.scenarios),)
    return tuple(_site(name, plan.scenarios_in(name)) for name in plan.profiles)


def _site(name: str, scenarios: tuple[Scenario, ...]) -> Site:
    profiles = profiles_of(scenarios)
    codes = tuple(one.area for one in profiles)
    for scenario in scenarios:
        scenario.check_codes(codes)
    return Site(name, codes, tuple(one.hash() for one in profiles), scenarios)


def cases_of(plan: Plan, points: Sequence[Point], sites: Sequence[Site]) -> tuple[Case, ...]:
    """Return all cases: point by point, site by site, scenario by scenario."""
    found = ((point, site, base) for point in points for site in sites for base in site.scenarios)
    return tuple(
        Case(number, point, site, base.name, point.scenario(plan, base))
        for number, (point, site, base) in enumerate(found)
    )
