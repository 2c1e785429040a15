"""What is measured of the municipality and of irritation: rules, who retreats, what is heard, seen and placed."""

from collections.abc import Callable

import numpy as np

from samenredzaam.curves import added
from samenredzaam.metrics.denominators import residents_of
from samenredzaam.metrics.professionals import PER_1000_YEAR, SCALE, Account, named, of_team, team_size
from samenredzaam.neighbourhood.deciders import FREE_USES
from samenredzaam.neighbourhood.town import WEEKS_PER_YEAR, Town
from samenredzaam.recording import MILLIONTHS, measured
from samenredzaam.texts import Text


@measured("bijgekomen regels van kracht", "added rules in force",
          unit=Text("aantal per wijk", "number per neighbourhood"),
          per=lambda town: np.ones(len(town.codes), dtype=np.int64), account=True, better="lower")  # fmt: skip
def rules_in_force(town: Town) -> np.ndarray:
    """Count rules that were added and not scrapped; they hold in every neighbourhood."""
    return np.full(len(town.codes), len(town.deciders.municipality.rules))


@measured("incidenten", "incidents", unit=PER_1000_YEAR, per=residents_of, scale=1000.0 * WEEKS_PER_YEAR, account=True,
          better="lower")  # fmt: skip
def incidents_per_1000(town: Town) -> np.ndarray:
    """Count crises that reached council or press."""
    return town.ledgers.incidents


@measured("ergernis van professionals", "irritation of professionals", unit=SCALE, per=team_size, account=True,
          better="lower")  # fmt: skip
def irritation_mean(town: Town) -> np.ndarray:
    """Add up irritation."""
    return of_team(town, lambda one: one.irritation)


@measured("professionals die zich terugtrokken", "professionals who have retreated",
          unit=Text("deel van de professionals", "share of professionals"), per=team_size, account=True,
          better="lower")  # fmt: skip
def retreated_share(town: Town) -> np.ndarray:
    """Count professionals in retreat."""
    return of_team(town, lambda one: float(one.retreated))


@measured("signalen die worden gehoord", "signals that are heard",
          unit=Text("deel van de signalen", "share of signals"), per=lambda town: town.ledgers.signals.sum(axis=1),
          account=True, better="higher")  # fmt: skip
def signals_heard_mean(town: Town) -> np.ndarray:
    """Count signals that reached who decides."""
    return town.ledgers.heard.sum(axis=1)


@measured("mensen in de knel die de gemeente niet ziet", "people in difficulty whom the municipality does not see",
          unit=Text("deel van die mensen", "share of those people"),
          per=lambda town: MILLIONTHS * np.array([sum(there) for there in town.deciders.municipality.there]),
          account=True, better="lower")  # fmt: skip
def not_seen_share(town: Town) -> np.ndarray:
    """Add up, over the subjects of signals, by how many people the picture fell short when it was last renewed."""
    municipality = town.deciders.municipality
    short = [
        added(max(people - seen, 0.0) for people, seen in zip(there, picture, strict=True))
        for there, picture in zip(municipality.there, municipality.picture, strict=True)
    ]
    return np.array([int(MILLIONTHS * people) for people in short])


def _placed(uses: tuple[int, ...]) -> Callable[[Town], np.ndarray]:
    """Return what counts the part of all free hours, in millionths, that goes to these uses in each neighbourhood."""
    return lambda town: np.array(
        [int(MILLIONTHS * added(here[use] for use in uses)) for here in town.deciders.municipality.placed]
    )


def _free(nl: str, en: str, use: str) -> Account:
    return measured(
        f"vrije uren naar {nl}", f"free hours placed on {en}",
        unit=Text("deel van de vrije uren", "share of free hours"), per=_placed(tuple(range(len(FREE_USES)))),
        account=True,
    )(named(f"free_{use}_share", _placed((FREE_USES.index(use),))))  # fmt: skip


free_assessor_hours_share = _free("indicatie", "assessment", "assessor_hours")
free_respite_hours_share = _free("respijtzorg", "respite", "respite_hours")
free_outreach_hours_share = _free("bemoeizorg", "outreach", "outreach_hours")
free_general_hours_share = _free("algemene voorzieningen", "general provisions", "general_hours")


@measured("plek die initiatieven van de gemeente krijgen", "room that the municipality gives to initiatives",
          unit=Text("deel van de initiatieven", "share of initiatives"), account=True, better="higher",
          per=lambda town: np.full(len(town.codes), MILLIONTHS, dtype=np.int64))  # fmt: skip
def council_room_share(town: Town) -> np.ndarray:
    """Tell which share of initiatives gets a place for free: by policy, and by a council that follows."""
    return (town.offers.initiative_room * MILLIONTHS).astype(np.int64)
