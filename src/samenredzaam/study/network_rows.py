"""What is measured of a network, row by row, each beside the published figure there is for it."""

import math
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from samenredzaam.neighbourhood.ties import ACTIVITY, FRIEND, HOUSEHOLD, KIN, NEIGHBOUR, VOLUNTEER
from samenredzaam.neighbourhood.town import Town
from samenredzaam.numbers import finite
from samenredzaam.study import network_measures as measures
from samenredzaam.study.built import Row
from samenredzaam.study.network_course import CONTACTS, GOOD_TIES, OUTSIDE_HOME, Followed, Means
from samenredzaam.study.network_measures import ELSEWHERE, HERE, RING_METRES, RINGS, Kept
from samenredzaam.study.targets import Target, targets
from samenredzaam.texts import Text

SURVIVAL_YEARS = 7
"""After so many years the panel was asked again."""

TIES = Text("banden", "ties")
CIRCLES = Text("kringen", "circles")
DISTANCE = Text("afstand", "distance")
LIKENESS = Text("gelijkenis", "likeness")
SURVIVAL = Text("behoud van banden", "survival of ties")
CONTACT = Text("wekelijks contact", "weekly contact")
NEW = Text("nieuwe banden", "new ties")
BALANCE = Text("evenwicht", "balance")

PER_ADULT = Text("per volwassene", "per adult")
PERCENT_OF_ADULTS = Text("% van de volwassenen", "% of adults")
PERCENT_OF_TIES = Text("% van de banden", "% of ties")
PERCENT_A_YEAR = Text("% per jaar", "% a year")
PERCENT_OF_15 = Text("% van 15 jaar en ouder", "% of 15 and older")
SHARE = Text("deel, 0 tot 1", "share, 0 to 1")
COEFFICIENT = Text("-1 tot 1", "-1 to 1")
YEARS = Text("jaar", "years")
PER_WEEK = Text("per week, per 10.000 inwoners", "a week, per 10,000 residents")
PERCENT_OF_PAIRS = Text("% van de paren volwassenen", "% of pairs of adults")
PERCENT_OF_RING = Text("kans op 100-200 m, in % van die tot 100 m", "chance at 100-200 m, in % of that within 100 m")
CHANGE = Text("% verandering per volwassene", "% change per adult")

KIND_NAMES = {
    HOUSEHOLD: Text("huisgenoten", "household"),
    KIN: Text("familie", "kin"),
    FRIEND: Text("vrienden", "friends"),
    NEIGHBOUR: Text("buren", "neighbours"),
    ACTIVITY: Text("van een activiteit", "from an activity"),
    VOLUNTEER: Text("vrijwilliger en cliënt", "volunteer and client"),
}
PLACE_NAMES = (Text("hier", "here"), Text("elders", "elsewhere"))
WITH_LOSSES = Text("ook verlies door sterfte en verhuizing", "losses by death and moving included")
CODES = {"schooling": Text("opleiding", "schooling"), "background": Text("herkomst", "background")}
CONTACT_NAMES = {
    "contact_kin": Text("met familie", "with kin"),
    "contact_friends": Text("met vrienden", "with friends"),
    "contact_neighbours": Text("met buren", "with neighbours"),
    "contact_any": Text("met iemand buiten het huishouden", "with anyone outside the household"),
}
PLACES_OF = {HOUSEHOLD: (HERE,), KIN: (HERE, ELSEWHERE), FRIEND: (HERE, ELSEWHERE)}
"""Where ties of a kind can be; the others only here."""


class Figure(NamedTuple):
    """A published figure: as it is shown, where it comes from, and between what a value is in line with it."""

    text: Text
    source: str | None
    confidence: str
    low: float | None
    high: float | None


FIGURES = (
    "named_supporters", "neighbour_supporters", "clustering", "distance", "survival", "survival_seven_years",
    *CONTACTS, "new_ties", "good_ties",
)  # fmt: skip
"""The targets that this report shows beside its measures."""


@cache
def figures() -> dict[str, Figure]:
    """Return the published figures by name, from data/targets.toml."""
    return {name: _figure(targets()[name]) for name in FIGURES}


def _figure(found: Target) -> Figure:
    (part,) = found.parts
    percent = "%" if found.unit.en.startswith("%") else ""
    text = found.said or Text(*(f"{figure}{percent}" for figure in part.figure))
    return Figure(text, found.source, found.confidence, part.low, part.high)


def _held(
    group: Text, measure: Text, value: float, unit: Text, name: str | None = None, counts: np.ndarray | None = None
) -> Row:
    """Return a row: a value beside the figure `name`, with the spread of `counts` where it is their mean."""
    found = finite(value)
    spread = None
    if counts is not None and len(counts):
        low, middle, high = np.percentile(counts, (10, 50, 90), method="inverted_cdf").tolist()
        spread = (int(low), int(middle), int(high))
    if name is None:
        return Row(group, measure, found, unit, spread=spread)
    figure = figures()[name]
    within = None
    if found is not None and figure.low is not None and figure.high is not None:
        within = figure.low <= found <= figure.high
    return Row(group, measure, found, unit, figure.text, figure.source, figure.confidence, within, spread)


def _mean(values: np.ndarray) -> float:
    """Return the mean of the numbers among values, added up exactly; NaN where there is none."""
    numbers = values[~np.isnan(values)].tolist()
    return math.fsum(numbers) / len(numbers) if numbers else math.nan


def _per(part: float, whole: float) -> float:
    """Return a percentage, NaN of nothing."""
    return 100.0 * part / whole if whole else math.nan


def at_the_start(town: Town) -> list[Row]:
    """Return what can be seen at one moment."""
    return [*_ties(town), *_circles(town), *_distance(town), *_likeness(town)]


def _ties(town: Town) -> list[Row]:
    """Return how many ties adults have: of what kind and where, with how many adults, and how many good ones."""
    adults = measures.grown(town)
    by_kind = measures.ties_by_kind(town)[adults]
    found = [
        _counted(_placed(kind, where), by_kind[:, kind, where])
        for kind in KIND_NAMES
        for where in PLACES_OF.get(kind, (HERE,))
    ]
    known = measures.supporters(town)[adults]
    every, good = known.sum(axis=1), measures.good_ties(town)[adults]
    near = _per(int(known[:, NEIGHBOUR].sum()), int(every.sum()))
    enough = _per(int((good >= GOOD_TIES).sum()), len(good))
    return [
        *found,
        _counted(Text("alle banden met volwassenen", "all ties with adults"), every, "named_supporters"),
        _held(TIES, Text("waarvan buren", "of which neighbours"), near, PERCENT_OF_TIES, "neighbour_supporters"),
        _counted(Text("goede banden", "good ties"), good, "good_ties"),
        _held(TIES, Text("vier of meer goede banden", "four or more good ties"), enough, PERCENT_OF_ADULTS),
    ]


def _counted(measure: Text, counts: np.ndarray, name: str | None = None) -> Row:
    """Return the mean number of ties of adults, with its spread over them."""
    return _held(TIES, measure, int(counts.sum()) / max(len(counts), 1), PER_ADULT, name, counts)


def _placed(kind: int, where: int) -> Text:
    """Return the name of a kind of ties with where they are."""
    name, place = KIND_NAMES[kind], PLACE_NAMES[where]
    return Text(f"{name.nl}, {place.nl}", f"{name.en}, {place.en}")


def _circles(town: Town) -> list[Row]:
    """Return how far those whom someone knows here know one another."""
    adults = measures.grown(town)
    names = {
        False: Text(
            "paren van iemands banden hier die elkaar kennen, zonder huisgenoten",
            "pairs of someone's ties here who are tied, without household",
        ),
        True: Text(
            "paren van iemands banden hier die elkaar kennen, met huisgenoten",
            "pairs of someone's ties here who are tied, with household",
        ),
    }
    return [
        _held(CIRCLES, name, _mean(measures.clustering(town, household_too=too)[adults]), SHARE, "clustering")
        for too, name in names.items()
    ]


def _distance(town: Town) -> list[Row]:
    """Return how the chance of a tie falls with distance."""
    found = measures.rings(town)
    shares = [_per(int(tied), int(pairs)) for tied, pairs in zip(found.tied, found.pairs, strict=True)]
    rows = []
    for ring, share in enumerate(shares):
        low, high = ring * RING_METRES, (ring + 1) * RING_METRES
        name = Text(f"band op {low} tot {high} m", f"tied at {low} to {high} m")
        if ring == RINGS:
            name = Text(f"band verder dan {low} m", f"tied beyond {low} m")
        rows.append(_held(DISTANCE, name, share, PERCENT_OF_PAIRS))
    friends = measures.rings(town, only=(FRIEND,))
    return [
        *rows,
        _beyond(found, Text("banden voorbij 100 m", "ties past 100 m")),
        _beyond(friends, Text("vrienden voorbij 100 m", "friends past 100 m")),
    ]


def _beyond(found: measures.Rings, name: Text) -> Row:
    """Return the chance of a tie in the second ring as a percentage of that in the first."""
    near, past = (_per(int(found.tied[ring]), int(found.pairs[ring])) for ring in (0, 1))
    return _held(DISTANCE, name, _per(past, near), PERCENT_OF_RING, "distance")


def _likeness(town: Town) -> list[Row]:
    """Return how alike friends are, and neighbours who know each other."""
    adults = measures.grown(town)
    rows: list[Row] = []
    for kind in (FRIEND, NEIGHBOUR):
        ends = measures.ties_here(town, only=(kind,))
        ends = ends[adults[ends].all(axis=1)]
        age = measures.age_likeness(town, ends)
        if not rows:
            name = Text("twee willekeurige volwassenen: leeftijdsverschil", "any two adults: difference in age")
            rows.append(_held(LIKENESS, name, age.random_gap_years, YEARS))
        rows += [*_age_rows(age, KIND_NAMES[kind]), *_code_rows(town, ends, KIND_NAMES[kind])]
    return rows


def _age_rows(age: measures.AgeLikeness, who: Text) -> list[Row]:
    gap = Text(f"{who.nl}: leeftijdsverschil", f"{who.en}: difference in age")
    together = Text(f"{who.nl}: leeftijd, samenhang", f"{who.en}: age, correlation")
    return [_held(LIKENESS, gap, age.gap_years, YEARS), _held(LIKENESS, together, age.correlation, COEFFICIENT)]


def _code_rows(town: Town, ends: np.ndarray, who: Text) -> list[Row]:
    """Return likeness in schooling and background; of what is not known of the neighbourhood, that it is not."""
    rows = []
    for column, what in CODES.items():
        found = measures.likeness(getattr(town.residents, column), ends)
        same = Text(f"{who.nl}: zelfde {what.nl}", f"{who.en}: same {what.en}")
        chance = Text(f"{same.nl}, bij toeval", f"{same.en}, by chance")
        sorting = Text(f"{who.nl}: {what.nl}, assortativiteit", f"{who.en}: {what.en}, assortativity")
        rows.append(_held(LIKENESS, same, 100.0 * found.same, PERCENT_OF_TIES))
        if not math.isnan(found.same):
            rows.append(_held(LIKENESS, chance, 100.0 * found.expected, PERCENT_OF_TIES))
            rows.append(_held(LIKENESS, sorting, found.coefficient, COEFFICIENT))
    return rows


def over_the_years(followed: Followed, kept: Kept, years: int) -> list[Row]:
    """Return what can only be seen by following people."""
    return [*_survival(kept, years), *_contact(followed), *_new(followed), *_balance(followed.course)]


def _yearly(left: np.ndarray, there: np.ndarray, years: int) -> float:
    """Return the share of ties left a year, in percent, from those left after so many years."""
    whole = int(there.sum())
    return 100.0 * (int(left.sum()) / whole) ** (1.0 / years) if whole else math.nan


def _survival(kept: Kept, years: int) -> list[Row]:
    """Return how many ties are left, by kind and together."""
    rows = []
    for kind, name in KIND_NAMES.items():
        both = Text(f"{name.nl}, beiden wonen hier nog", f"{name.en}, both still live here")
        every = Text(f"{name.nl}, {WITH_LOSSES.nl}", f"{name.en}, {WITH_LOSSES.en}")
        shares = {
            both: _yearly(kept.here_left[kind], kept.here[kind], years),
            _placed(kind, ELSEWHERE): _yearly(kept.elsewhere_left[kind], kept.elsewhere[kind], years),
            every: _yearly(kept.all_left[kind], kept.all[kind], years),
        }
        # A kind that nobody has, or nobody has elsewhere, gets no row.
        rows += [_held(SURVIVAL, said, share, PERCENT_A_YEAR) for said, share in shares.items() if share == share]
    return [*rows, *_survival_together(kept, years)]


def _survival_together(kept: Kept, years: int) -> list[Row]:
    """Return how many ties outside the household are left."""
    of = list(OUTSIDE_HOME)
    here = Text("alle buiten het huishouden, beiden wonen hier nog", "all outside the household, both still live here")
    every = Text(f"alle buiten het huishouden, {WITH_LOSSES.nl}", f"all outside the household, {WITH_LOSSES.en}")
    rows = [
        _held(SURVIVAL, here, _yearly(kept.here_left[of], kept.here[of], years), PERCENT_A_YEAR, "survival"),
        _held(SURVIVAL, every, _yearly(kept.all_left[of], kept.all[of], years), PERCENT_A_YEAR, "survival"),
    ]
    if years == SURVIVAL_YEARS:
        left = Text("daarvan over na zeven jaar", "of these left after seven years")
        share = _per(int(kept.all_left[of].sum()), int(kept.all[of].sum()))
        rows.append(_held(SURVIVAL, left, share, PERCENT_OF_TIES, "survival_seven_years"))
    return rows


def _contact(followed: Followed) -> list[Row]:
    """Return how many people used a tie in a week, on average over the weeks."""
    return [
        _held(CONTACT, text, _per(followed.contacts[name], followed.person_weeks), PERCENT_OF_15, name)
        for name, text in CONTACT_NAMES.items()
    ]


def _new(followed: Followed) -> list[Row]:
    """Return how many ties people make; the figure counts each for two people, so one elsewhere is half of one."""
    here, elsewhere = (
        10_000.0 * made / followed.resident_weeks if followed.resident_weeks else math.nan for made in followed.made
    )
    return [
        _held(NEW, Text("met iemand hier", "with someone here"), here, PER_WEEK),
        _held(NEW, Text("met iemand elders", "with someone elsewhere"), elsewhere, PER_WEEK),
        _held(NEW, Text("samen", "together"), here + elsewhere, PER_WEEK),
        _held(
            NEW,
            Text("samen, elders voor de helft", "together, elsewhere as half"),
            here + elsewhere / 2,
            PER_WEEK,
            "new_ties",
        ),
    ]


def _balance(course: Sequence[Means]) -> list[Row]:
    """Return how what adults have in ties changed from the first year to the last."""
    first, last, years = course[0], course[-1], len(course) - 1
    over = Text(f"na {years} jaar", f"after {years} years" if years > 1 else "after a year")

    def change(name: Text, before: float, after: float) -> Row:
        said = Text(f"{name.nl}, {over.nl}", f"{name.en}, {over.en}")
        return _held(BALANCE, said, _per(after - before, before), CHANGE)

    before, after = first.by_kind, last.by_kind
    rows = [change(Text("alle banden", "all ties"), float(before.sum()), float(after.sum()))]
    rows += [
        change(_placed(kind, where), float(before[kind, where]), float(after[kind, where]))
        for kind in (HOUSEHOLD, KIN, FRIEND, NEIGHBOUR)
        for where in PLACES_OF.get(kind, (HERE,))
    ]
    return [*rows, change(Text("goede banden", "good ties"), first.good, last.good)]
