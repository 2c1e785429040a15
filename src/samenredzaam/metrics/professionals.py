"""What is measured of professionals and of those who come to them: cases, styles, bonds, skill, the GP, signals."""

from collections.abc import Callable

import numpy as np

from samenredzaam.kernels import inlined
from samenredzaam.metrics.denominators import ADULTS, PER_1000, adults_of, everyone, residents_of
from samenredzaam.neighbourhood.columns import NEVER
from samenredzaam.neighbourhood.deciders import Professional
from samenredzaam.neighbourhood.ledgers import (
    ABOUT_CARER,
    ABOUT_PRICE,
    ABOUT_REFUSAL,
    ABOUT_STAYING_AWAY,
    ABOUT_WAITING,
    CAME,
    CASES_CLOSED,
    CASES_LOST,
    CASES_PASSED,
    CASES_PROFESSED,
    CASES_RETURNED,
    CASES_STEERED,
    CASES_TAKEN,
    FOR_SIGNALLING,
    GP_CONTACTS,
    IN_CONTACTS,
    IN_GROUP,
    ONLINE,
    REFERRED,
    STAYED,
    UNUSED,
)
from samenredzaam.neighbourhood.residents import ACTIVATING, BY_TEAM, CLIENT_LED, DIRECTIVE, FORMAL_CASE
from samenredzaam.neighbourhood.town import WEEKS_PER_YEAR, Town
from samenredzaam.recording import measured
from samenredzaam.texts import Text

CASES = Text("deel van de nieuwe zaken", "share of new cases")
PER_1000_YEAR = Text("per 1.000 inwoners per jaar", "per 1,000 residents per year")
HOURS_PER_1000 = Text("uur per week per 1.000 inwoners", "hours a week per 1,000 residents")
SCALE = Text("0 tot 1", "0 to 1")
WORKING_TIME = Text("deel van de werktijd", "share of working time")
FULL_TIME_MINUTES = 36 * 60
"""A full-time worker's week, by which caseloads are told."""

Account = Callable[[Town], np.ndarray]


@inlined
def adults_too(age):
    """Count those of 18 and over."""
    return age >= 18


@inlined
def cases_of(formal):
    """Return how many cases of the team someone has."""
    count = 0
    for domain in range(4):
        if formal[domain] == FORMAL_CASE:
            count += 1
    return count


def _contract(town: Town) -> np.ndarray:
    return town.ledgers.contract


def _taken(town: Town) -> np.ndarray:
    return town.ledgers.cases[:, CASES_TAKEN]


def of_team(town: Town, worth: Callable[[Professional], float]) -> np.ndarray:
    """Add up something of every professional, in whole millionths, by neighbourhood."""
    found = [0] * len(town.codes)
    for one in town.deciders.professionals:
        if one is not None:
            found[one.neighbourhood] += int(worth(one) * 1_000_000)
    return np.array(found)


def team_size(town: Town) -> np.ndarray:
    """Count professionals, in millionths as `of_team` adds up."""
    return of_team(town, lambda one: 1.0)


@measured(
    "zaken per voltijds professional", "cases per full-time professional", unit=Text("aantal", "number"),
    per=_contract, scale=float(FULL_TIME_MINUTES), account=True,
)  # fmt: skip
def caseload_full_time(town: Town) -> np.ndarray:
    """Count cases."""
    rows, _ = town.cases()
    return np.bincount(town.residents.neighbourhood[rows], minlength=len(town.codes))


@measured("vakmanschap van professionals", "skill of professionals", unit=SCALE, per=team_size, account=True,
          better="higher")  # fmt: skip
def skill_mean(town: Town) -> np.ndarray:
    """Add up skill."""
    return of_team(town, lambda one: one.skill)


@measured(
    "professionals die vertrekken", "professionals who leave", unit=Text("deel per jaar", "share per year"),
    per=lambda town: of_team(town, lambda one: 1.0) // 1_000_000, scale=WEEKS_PER_YEAR, account=True, better="lower",
)  # fmt: skip
def turnover_rate(town: Town) -> np.ndarray:
    """Count professionals who left of their own accord."""
    return town.ledgers.turnover


@measured("band met de professional", "bond with the worker", unit=SCALE, per=cases_of, better="higher")
def bond_mean(bond):
    """Add up bonds; only cases have one."""
    return float(bond[0]) + float(bond[1]) + float(bond[2]) + float(bond[3])


@measured("vertrouwen in formele hulp", "trust in formal help", unit=SCALE, per=adults_too, better="higher")
def trust_mean(age, trust):
    """Add up trust of adults."""
    return trust if age >= 18 else 0.0


@measured("zaken waarin de client in feite een deel doet of leidt",
          "cases in which the client in fact does a part or leads",
          unit=Text("deel van de zaken", "share of cases"), per=cases_of, better="higher")  # fmt: skip
def cases_with_part_share(formal, case_style):
    """Count cases worked in the activating style or with the client in the lead."""
    count = 0
    for domain in range(4):
        if formal[domain] == FORMAL_CASE and (case_style[domain] == ACTIVATING or case_style[domain] == CLIENT_LED):
            count += 1
    return count


@measured("sturende zaken, in feite", "directive cases, in fact", unit=Text("deel van de zaken", "share of cases"),
          per=cases_of)  # fmt: skip
def directive_cases_share(formal, case_style):
    """Count cases worked in the directive style."""
    count = 0
    for domain in range(4):
        if formal[domain] == FORMAL_CASE and case_style[domain] == DIRECTIVE:
            count += 1
    return count


def _cases(nl: str, en: str, event: int) -> Account:
    return measured(nl, en, unit=PER_1000_YEAR, per=residents_of, scale=1000.0 * WEEKS_PER_YEAR, account=True)(
        named(f"cases_{en.rsplit(maxsplit=1)[-1]}_per_1000", lambda town: town.ledgers.cases[:, event])
    )


def named(name: str, account: Account) -> Account:
    """Give an account the name of its indicator."""
    account.__name__ = name
    return account


cases_taken_per_1000 = _cases("zaken die het wijkteam opneemt", "cases of the team taken", CASES_TAKEN)
cases_closed_per_1000 = _cases("zaken die het wijkteam sluit", "cases of the team closed", CASES_CLOSED)
cases_lost_per_1000 = _cases("cliënten van het wijkteam die wegblijven", "clients of the team lost", CASES_LOST)


@measured("zaken die binnen een jaar terugkomen", "cases that come back within a year", unit=CASES, per=_taken,
          account=True, better="lower")  # fmt: skip
def cases_returned_share(town: Town) -> np.ndarray:
    """Count new cases of clients whose last one in that domain was closed within the year."""
    return town.ledgers.cases[:, CASES_RETURNED]


@measured(
    "zaken die de client een deel heten te geven en in feite sturend zijn",
    "cases said to give the client a part that are in fact directive",
    unit=CASES, per=lambda town: town.ledgers.cases[:, CASES_PROFESSED], account=True, better="lower",
)  # fmt: skip
def steered_share(town: Town) -> np.ndarray:
    """Count cases professed activating or client-led in which the organisation steers."""
    return town.ledgers.cases[:, CASES_STEERED]


@measured("gesloten zaken die doorgaan naar een indicatie", "closed cases passed on to assessment",
          unit=Text("deel van de gesloten zaken", "share of closed cases"),
          per=lambda town: town.ledgers.cases[:, CASES_CLOSED], account=True, better="lower")  # fmt: skip
def cases_passed_share(town: Town) -> np.ndarray:
    """Count closed cases whose need lasts and goes on to assessment."""
    return town.ledgers.cases[:, CASES_PASSED]


def _of_help(nl: str, en: str, name: str, way: int) -> Account:
    return measured(
        nl, en, unit=Text("deel van de uren van het wijkteam", "share of the team's hours of help"),
        per=lambda town: town.ledgers.given_by_rung[:, BY_TEAM], account=True,
    )(named(name, lambda town: town.ledgers.stretched[:, way]))  # fmt: skip


help_online_share = _of_help(
    "hulp van het wijkteam via het scherm", "help of the team online", "help_online_share", ONLINE
)
help_in_group_share = _of_help("hulp van het wijkteam in een groep", "help of the team in a group",
                               "help_in_group_share", IN_GROUP)  # fmt: skip


@measured("tijd van professionals die overblijft", "professionals' time left over", unit=WORKING_TIME, per=_contract,
          account=True)  # fmt: skip
def unused_time_share(town: Town) -> np.ndarray:
    """Add up unused minutes."""
    return town.ledgers.professional[:, UNUSED]


@measured("tijd van professionals aan signaleren", "professionals' time for signalling", unit=WORKING_TIME,
          per=_contract, account=True)  # fmt: skip
def signalling_time_share(town: Town) -> np.ndarray:
    """Add up minutes for writing signals."""
    return town.ledgers.professional[:, FOR_SIGNALLING]


def _signals(nl: str, en: str, name: str, subject: int) -> Account:
    return measured(
        f"signalen over {nl}", f"signals about {en}", unit=PER_1000_YEAR, per=residents_of,
        scale=1000.0 * WEEKS_PER_YEAR, account=True,
    )(named(f"signals_{name}_per_1000", lambda town: town.ledgers.signals[:, subject]))  # fmt: skip


signals_refusal_per_1000 = _signals("afwijzingen", "refusals", "refusal", ABOUT_REFUSAL)
signals_waiting_per_1000 = _signals("te lang wachten", "waiting too long", "waiting", ABOUT_WAITING)
signals_price_per_1000 = _signals("de eigen bijdrage", "the price to the client", "price", ABOUT_PRICE)
signals_away_per_1000 = _signals("wie wegblijft", "those who stay away", "away", ABOUT_STAYING_AWAY)
signals_carer_per_1000 = _signals("uitgevallen mantelzorgers", "carers worn out", "carer", ABOUT_CARER)


@measured("signalen waarvoor geen tijd was", "signals for which there was no time", unit=PER_1000_YEAR,
          per=residents_of, scale=1000.0 * WEEKS_PER_YEAR, account=True, better="lower")  # fmt: skip
def signals_unwritten_per_1000(town: Town) -> np.ndarray:
    """Count signals that were noticed and not written down."""
    return town.ledgers.unwritten.sum(axis=1)


@measured("contacten met de huisarts", "contacts with the GP",
          unit=Text("per volwassene per jaar", "per adult per year"), per=adults_of, scale=WEEKS_PER_YEAR,
          account=True, better="lower")  # fmt: skip
def gp_contacts_per_adult(town: Town) -> np.ndarray:
    """Count contacts of adults with the GP."""
    return town.ledgers.prescribing[:, GP_CONTACTS]


@measured("dit jaar met zorgen bij de huisarts", "saw the GP about worries this year", unit=ADULTS, per=adults_too)
def gp_psychosocial_share(age, gp_psychosocial, week):
    """Count adults who saw the GP about worries or loneliness in the last 52 weeks."""
    return age >= 18 and week - gp_psychosocial < 52


def _prescribed(nl: str, en: str, name: str, step: int) -> Account:
    return measured(nl, en, unit=PER_1000_YEAR, per=residents_of, scale=1000.0 * WEEKS_PER_YEAR, account=True)(
        named(name, lambda town: town.ledgers.prescribing[:, step])
    )


prescribed_per_1000 = _prescribed("verwezen naar de welzijnscoach", "referred to a link worker", "prescribed_per_1000",
                                  REFERRED)  # fmt: skip
prescribed_came_per_1000 = _prescribed("gekomen bij de welzijnscoach", "came to the link worker",
                                       "prescribed_came_per_1000", CAME)  # fmt: skip
prescribed_stayed_per_1000 = _prescribed("gebleven bij de welzijnscoach", "stayed with the link worker",
                                         "prescribed_stayed_per_1000", STAYED)  # fmt: skip


@measured("wacht op of komt bij de welzijnscoach", "waits for or sees the link worker", unit=PER_1000, per=everyone,
          scale=1000.0)  # fmt: skip
def prescribed_now_per_1000(prescribed_since):
    """Count those with a referral that is not over."""
    return prescribed_since > NEVER


@measured("contacturen van de welzijnscoach", "link worker hours in contacts", unit=HOURS_PER_1000, per=residents_of,
          scale=1000.0 / 60.0, account=True)  # fmt: skip
def link_worker_contact_hours(town: Town) -> np.ndarray:
    """Add up minutes of contact."""
    return town.ledgers.link_worker[:, IN_CONTACTS]
