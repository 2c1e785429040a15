"""What is measured of carers and volunteers: what happened to them, and what they did."""

from collections.abc import Callable
from typing import Any

import numpy as np

from samenredzaam.kernels import inlined
from samenredzaam.metrics.denominators import residents_of
from samenredzaam.neighbourhood.columns import rows_where
from samenredzaam.neighbourhood.ledgers import (
    BY_PROFESSIONALS,
    BY_TRAINED,
    DROPPED_OUT,
    GAVE_UP,
    MINUTES,
    MOST_ACTIVE,
    RETURNED,
    SPREAD,
    TOOK_UP_AGAIN,
    USED,
    VOLUNTEERS,
)
from samenredzaam.neighbourhood.residents import (
    ASKED_BY_NOBODY,
    ASKED_BY_ORGANISATION,
    ASKED_BY_TIE,
    BY_HOUSEHOLD,
    BY_TIES,
    BY_VOLUNTEERS,
    CAME_AS_CLIENT,
    FORMAL_ASSESSMENT,
    FORMAL_GRANTED,
    PERSONAL,
)
from samenredzaam.neighbourhood.ties import NO_RELIEF
from samenredzaam.neighbourhood.town import WEEKS_PER_YEAR, Town
from samenredzaam.recording import measured
from samenredzaam.texts import Text

PER_1000_WEEKLY = Text("uur per 1.000 inwoners per week", "hours per 1,000 residents per week")
PER_1000_YEARLY = Text("per 1.000 inwoners per jaar", "per 1,000 residents per year")
PER_1000 = Text("per 1.000 inwoners", "per 1,000 residents")


def _yearly(nl: str, en: str, better: str | None = None) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return measured(
        nl, en, unit=PER_1000_YEARLY, per=residents_of, better=better, scale=1000.0 * WEEKS_PER_YEAR, account=True
    )


def _weekly_hours(nl: str, en: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return measured(nl, en, unit=PER_1000_WEEKLY, per=residents_of, scale=1000.0 / 60.0, account=True)


@_weekly_hours("respijtzorg door professionals", "respite by professionals")
def respite_professional_hours(town: Town) -> np.ndarray:
    """Add up minutes of professionals in the place of carers."""
    return town.ledgers.respite[:, BY_PROFESSIONALS]


@_weekly_hours("respijtzorg door opgeleide bewoners", "respite by trained residents")
def respite_trained_hours(town: Town) -> np.ndarray:
    """Add up minutes of trained residents in the place of carers."""
    return town.ledgers.respite[:, BY_TRAINED]


@measured(
    "gedeelde zorg", "shared care", unit=PER_1000, per=residents_of, better="higher", scale=1000.0, account=True
)  # fmt: skip
def shared_care_per_1000(town: Town) -> np.ndarray:
    """Count arrangements in which someone took over a part of another's care."""
    arrangements = town.arrangements
    rows = rows_where((arrangements.relief != NO_RELIEF) & (arrangements.identity != 0))
    ends = town.ties.ends[arrangements.tie[rows]].max(axis=1)
    return np.bincount(town.residents.neighbourhood[ends], minlength=len(town.codes))


@_yearly("uitval van helpers", "helpers who drop out", better="lower")
def drop_outs_per_1000(town: Town) -> np.ndarray:
    """Count who dropped out this week."""
    return town.ledgers.care_events[:, DROPPED_OUT]


@_yearly("terugkeer na uitval", "helpers who come back")
def returns_per_1000(town: Town) -> np.ndarray:
    """Count whose rest ended this week."""
    return town.ledgers.care_events[:, RETURNED]


@_yearly("weer opgepakte zorg", "care taken up again")
def taken_up_per_1000(town: Town) -> np.ndarray:
    """Count care taken up again after dropping out."""
    return town.ledgers.care_events[:, TOOK_UP_AGAIN]


@_yearly("afspraken opgegeven door overbelasting", "arrangements given up because of strain", better="lower")
def gave_up_per_1000(town: Town) -> np.ndarray:
    """Count arrangements given up that would have gone on without strain."""
    return town.ledgers.care_events[:, GAVE_UP]


@inlined
def waiting_for_provision(formal):
    """Count residents whose application for an individual provision is decided on, or who wait for a provider."""
    for domain in range(4):
        if domain != PERSONAL and (formal[domain] == FORMAL_ASSESSMENT or formal[domain] == FORMAL_GRANTED):
            return True
    return False


@measured(
    "informele hulp aan wie op maatwerk wacht",
    "informal help to those who wait for a provision",
    unit=Text("uur per week per wachtende", "hours per week for each who waits"),
    per=waiting_for_provision,
)
def waiting_informal_hours(formal, received_minutes):
    """Add up hours of household, ties and volunteers to those who wait: what clients had before they became clients."""
    if not waiting_for_provision(formal):
        return 0.0
    return (received_minutes[BY_HOUSEHOLD] + received_minutes[BY_TIES] + received_minutes[BY_VOLUNTEERS]) / 60.0


@measured(
    "hulp door een vrijwilliger in zorg of buurt",
    "help by a volunteer in care or neighbourhood",
    unit=Text("uur per week", "hours per week"),
    per=lambda town: town.ledgers.volunteer_hours[:, VOLUNTEERS],
    scale=1.0 / 60.0,
    account=True,
)
def volunteer_hours_mean(town: Town) -> np.ndarray:
    """Add up the minutes that volunteers in care and neighbourhood gave this week."""
    return town.ledgers.volunteer_hours[:, MINUTES]


@measured(
    "vrijwilligers in zorg en buurt die iets doen in een week",
    "volunteers in care and neighbourhood who do something in a week",
    unit=Text("deel van hen", "share of them"),
    per=lambda town: town.ledgers.volunteer_hours[:, VOLUNTEERS],
    better="higher",
    account=True,
)
def volunteers_used_share(town: Town) -> np.ndarray:
    """Count volunteers in care and neighbourhood who gave anything this week."""
    return town.ledgers.volunteer_hours[:, USED]


@measured(
    "ongelijkheid van uren van vrijwilligers in zorg en buurt (Gini)",
    "inequality of the hours of volunteers in care and neighbourhood (Gini)",
    unit=Text("0 tot 1", "0 to 1"),
    per=lambda town: town.ledgers.volunteer_hours[:, VOLUNTEERS] * town.ledgers.volunteer_hours[:, MINUTES],
    account=True,
)
def volunteer_hours_gini(town: Town) -> np.ndarray:
    """Return the numerator of the Gini coefficient, exact in whole minutes; who gave nothing counts too."""
    return town.ledgers.volunteer_hours[:, SPREAD]


@measured(
    "aandeel van het actiefste tiende deel in de uren",
    "share of the most active tenth in the hours",
    unit=Text("deel van de uren", "share of hours"),
    per=lambda town: town.ledgers.volunteer_hours[:, MINUTES],
    account=True,
)
def volunteer_hours_top_share(town: Town) -> np.ndarray:
    """Add up the minutes of the most active tenth of volunteers in care and neighbourhood."""
    return town.ledgers.volunteer_hours[:, MOST_ACTIVE]


@_yearly("vrijwilliger geworden: gevraagd door een bekende", "became a volunteer: asked by someone they know")
def joined_by_tie_per_1000(town: Town) -> np.ndarray:
    """Count who joined, asked by a tie."""
    return town.ledgers.joined[:, ASKED_BY_TIE]


@_yearly("vrijwilliger geworden: gevraagd door de organisatie", "became a volunteer: asked by the organisation")
def joined_by_organisation_per_1000(town: Town) -> np.ndarray:
    """Count who joined, asked by the organisation."""
    return town.ledgers.joined[:, ASKED_BY_ORGANISATION]


@_yearly("vrijwilliger geworden: kwam als client", "became a volunteer: came as a client")
def joined_as_client_per_1000(town: Town) -> np.ndarray:
    """Count who joined when asked by a volunteer who helped them, or at a walk-in they came to for help."""
    return town.ledgers.joined[:, CAME_AS_CLIENT]


@_yearly("vrijwilliger geworden: uit zichzelf", "became a volunteer: by oneself")
def joined_alone_per_1000(town: Town) -> np.ndarray:
    """Count who joined without being asked."""
    return town.ledgers.joined[:, ASKED_BY_NOBODY]


@inlined
def in_pool(occasional):
    """Count those who volunteer now and then."""
    return occasional


@measured(
    "gelegenheidsvrijwilligers actief in vier weken",
    "occasional volunteers active within four weeks",
    unit=Text("deel van de gelegenheidsvrijwilligers", "share of occasional volunteers"),
    per=in_pool,
)
def occasional_active_share(occasional, occasional_week, week):
    """Count those who did something in the last four weeks."""
    return occasional and occasional_week > week - 4
