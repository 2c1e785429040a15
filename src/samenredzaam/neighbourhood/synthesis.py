"""A population from public statistics: residents in households, in homes along streets.

A profile says how many there are of what; who lives with whom, and who has what, is made up so that all of
it adds up and looks like the country (see synthesis_assumptions). In the order of the work:

    synthesis_targets      the profile's numbers, made consistent and scaled
    synthesis_people       sex, age and position, fitted to them and made whole
    synthesis_households   couples, families, and others put together
    synthesis_layout       dwellings along streets, a few of them empty
    synthesis_traits       schooling, work, income, social assistance, background
    synthesis_margins      what came out, beside what was asked
"""

from collections.abc import Sequence

import numpy as np

from samenredzaam.curves import table
from samenredzaam.errors import InputError
from samenredzaam.neighbourhood.profile import Profile
from samenredzaam.neighbourhood.residents import HOME_PLACES, Homes, Residents
from samenredzaam.neighbourhood.synthesis_assumptions import Synthesis
from samenredzaam.neighbourhood.synthesis_draws import uniforms, within, words
from samenredzaam.neighbourhood.synthesis_households import Households, households
from samenredzaam.neighbourhood.synthesis_layout import Layout, dwellings, layout
from samenredzaam.neighbourhood.synthesis_margins import Margin, margins
from samenredzaam.neighbourhood.synthesis_people import People, people
from samenredzaam.neighbourhood.synthesis_targets import targets
from samenredzaam.neighbourhood.synthesis_traits import give_traits
from samenredzaam.streams import Streams, mixed, purpose

__all__ = ["Margin", "Synthesis", "build", "build_all", "joined", "margins", "residents_each"]

FOUNDER = np.uint64(mixed(purpose("founder")))
HOUSEHOLD = np.uint64(mixed(purpose("founding household")))
NEIGHBOURHOOD = purpose("synthesis neighbourhood")
DWELLING = purpose("synthesis dwelling of a household")
BIRTH_WEEK = purpose("synthesis birth week")
TENURE = purpose("synthesis tenure")

LEAST_RESIDENTS = 20

APART_METRES = 300.0
"""Neighbourhoods of a municipality are laid out from west to east, with so much between them."""

_YEAR = 521_775
_YEAR_PARTS = 10_000
"""A year has 52.1775 weeks; ages are compared in whole numbers."""

_MOST_YEARS, _ADULT_AGE = 30, 18
"""A founding household has lived in its home for thirty years at most, and since its eldest was adult."""


def build(
    profile: Profile,
    seed: int,
    *,
    neighbourhood: int = 0,
    residents: int | None = None,
    synthesis: Synthesis | None = None,
) -> tuple[Residents, Homes]:
    """Return the residents and homes of a neighbourhood at the start of a scenario.

    Residents are numbered by home, homes by street. Who someone is (identity) follows from neighbourhood,
    dwelling and place in the household alone, so that it is the same for every seed; what they are like
    depends on the seed. Streets are numbered from 0; `joined` numbers them over several neighbourhoods.

    Args:
        profile: what is known of the neighbourhood.
        seed: the seed of the run.
        neighbourhood: its index in the municipality.
        residents: how many residents to make, when not as many as the profile has.
        synthesis: the assumptions.

    Returns:
        Tables with exactly the rows used. Of a resident is filled in: identity, neighbourhood, home, birth
        week, age, sex, position, schooling, background, benefit and paid work.

    Raises:
        InputError: when fewer than LEAST_RESIDENTS are asked for.
    """
    synthesis = synthesis or Synthesis()
    count = profile.residents if residents is None else residents
    if count < LEAST_RESIDENTS:
        raise InputError(
            "{name}: residents is {count}, te weinig om mee te bouwen; geef {least} of meer",
            "{name}: residents is {count}, too few to build with; give {least} or more",
            name=profile.name,
            count=count,
            least=LEAST_RESIDENTS,
        )
    streams = Streams(mixed(mixed(NEIGHBOURHOOD + neighbourhood) ^ (seed & ((1 << 64) - 1))))
    wanted = targets(profile, count, synthesis)
    found = people(wanted, streams)
    formed = households(found, wanted, streams, synthesis)
    plan = layout(profile, count, dwellings(profile, count, formed.households, synthesis), neighbourhood, synthesis)
    made, homes = _settled(found, formed, plan, streams, neighbourhood)
    _give_birth_weeks(made, streams)
    _give_tenure(made, homes, streams, synthesis)
    give_traits(profile, made, homes, streams, synthesis)
    return made, homes


def _settled(
    found: People, formed: Households, plan: Layout, streams: Streams, neighbourhood: int
) -> tuple[Residents, Homes]:
    """Give every household a dwelling, and number residents by dwelling and place in it."""
    drawn = words(streams.lasting_key(DWELLING), plan.identity)
    dwelling = np.sort(np.argsort(drawn, kind="stable")[: formed.households])
    shuffled = np.argsort(
        words(streams.key(DWELLING, 1), np.arange(1, formed.households + 1, dtype=np.uint64)), kind="stable"
    )
    home_of = np.empty(formed.households, dtype=np.int64)
    home_of[shuffled] = dwelling
    home = home_of[formed.household]
    order = np.lexsort((formed.rank, home))
    home = home[order]
    places = within(home)
    homes = _homes(plan, dwelling, neighbourhood)
    homes.members[home, places] = np.arange(len(order))
    made = Residents(len(order))
    made.identity[:] = words(FOUNDER, homes.identity[home], places)
    made.neighbourhood[:] = neighbourhood
    made.home[:] = home
    made.age[:] = found.age[order]
    made.sex[:] = found.sex[order]
    made.position[:] = formed.position[order]
    return made, homes


def _homes(plan: Layout, lived_in: np.ndarray, neighbourhood: int) -> Homes:
    """Return the dwellings of a layout, some of them lived in, with nobody in them yet."""
    homes = Homes(len(plan.identity))
    homes.identity[:] = plan.identity
    homes.neighbourhood[:] = neighbourhood
    homes.street[:] = plan.street
    homes.x[:] = plan.x
    homes.y[:] = plan.y
    homes.household[lived_in] = words(HOUSEHOLD, plan.identity[lived_in])
    return homes


def _give_birth_weeks(made: Residents, streams: Streams) -> None:
    """Draw the week of birth within the year of age; week 0 is the start of the scenario."""
    age = made.age.astype(np.int64)
    first = np.maximum(-(-age * _YEAR // _YEAR_PARTS), 1)
    after = -(-(age + 1) * _YEAR // _YEAR_PARTS)
    part = uniforms(streams.lasting_key(BIRTH_WEEK), made.identity)
    made.birth_week[:] = -(first + np.floor(part * (after - first)).astype(np.int64))


def _give_tenure(made: Residents, homes: Homes, streams: Streams, synthesis: Synthesis) -> None:
    """Draw since when each household lives in its home: every year a share has moved."""
    lived_in = np.flatnonzero(homes.household != 0)
    eldest = np.maximum.reduceat(made.age, np.searchsorted(made.home, lived_in)).astype(np.int64)
    stayed = table([(1.0 - synthesis.move_share) ** year for year in range(_MOST_YEARS + 1)])
    part = 1.0 - uniforms(streams.lasting_key(TENURE), homes.identity[lived_in])
    years = np.searchsorted(-stayed, -part, side="right") - 1
    within_year = uniforms(streams.key(TENURE, 1), homes.identity[lived_in])
    weeks = np.floor((years + within_year) * _YEAR / _YEAR_PARTS).astype(np.int64)
    most = np.clip(eldest - _ADULT_AGE, 0, _MOST_YEARS) * _YEAR // _YEAR_PARTS
    homes.since[lived_in] = -np.minimum(weeks, most)


def joined(parts: Sequence[tuple[Residents, Homes]]) -> tuple[Residents, Homes]:
    """Return the residents and homes of neighbourhoods as one municipality's, rows and streets renumbered."""
    people_count = sum(made.capacity for made, _ in parts)
    all_people, all_homes = Residents(people_count), Homes(sum(homes.capacity for _, homes in parts))
    row = home_row = street = 0
    for made, homes in parts:
        rows, home_rows = slice(row, row + made.capacity), slice(home_row, home_row + homes.capacity)
        for name, array in made.arrays().items():
            getattr(all_people, name)[rows] = array + home_row if name == "home" else array
        for name, array in homes.arrays().items():
            getattr(all_homes, name)[home_rows] = array
        all_homes.members[home_rows][homes.members >= 0] += row
        all_homes.street[home_rows] += street
        row, home_row, street = rows.stop, home_rows.stop, street + int(homes.street.max()) + 1
    assert all_homes.members.shape[1] == HOME_PLACES
    return all_people, all_homes


def residents_each(profiles: Sequence[Profile], residents: int | None, *, together: bool = False) -> tuple[int, ...]:
    """Return how many residents each neighbourhood of a municipality gets.

    Args:
        profiles: what is known of each.
        residents: to how many the first is scaled, and the others as much; None scales nothing.
        together: `residents` is said of all together. None becomes smaller by it than can be built, so that a city can
            be tried out small with all its neighbourhoods.
    """
    if residents is None:
        return tuple(one.residents for one in profiles)
    whole = sum(one.residents for one in profiles) if together else profiles[0].residents
    least = LEAST_RESIDENTS if together else 0
    return tuple(max((residents * one.residents + whole // 2) // whole, least) for one in profiles)


def build_all(
    profiles: Sequence[Profile], seed: int, *, residents: int | None = None, together: bool = False
) -> tuple[Residents, Homes]:
    """Return the residents and homes of a municipality of one neighbourhood or more, from west to east.

    Args:
        profiles: what is known of each neighbourhood; its index is its place here.
        seed: the seed of the run.
        residents: to how many residents the first is scaled; the others are scaled as much. None scales nothing.
        together: `residents` is said of all together (see residents_each).

    Raises:
        InputError: two profiles are of the same area, or one has too few residents.
    """
    seen: dict[str, str] = {}
    for one in profiles:
        if one.area in seen:
            raise InputError(
                "{name} en {other} zijn allebei profielen van {code}; geef elke wijk een keer",
                "{name} and {other} are both profiles of {code}; give each neighbourhood once",
                name=one.name, other=seen[one.area], code=one.area,
            )  # fmt: skip
        seen[one.area] = one.name
    counts = residents_each(profiles, residents, together=together)
    parts = [build(one, seed, neighbourhood=at, residents=counts[at]) for at, one in enumerate(profiles)]
    east = 0.0
    for _, homes in parts:
        homes.x += np.float32(east)
        east = float(homes.x.max()) + APART_METRES
    return joined(parts) if len(parts) > 1 else parts[0]
