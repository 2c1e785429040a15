"""The ledgers of a week: hours, money and people, posted once and on both sides.

Nothing shared is spent elsewhere: a mechanism that gives help, spends an hour or pays calls a posting function of this
file (a kernel one of postings.py), which checks that it was there to spend. Hours are whole minutes, money whole cents.
"""

import numpy as np

from samenredzaam.neighbourhood.end_to_end import laid_end_to_end
from samenredzaam.neighbourhood.residents import ASKED_BY, RUNGS

USES = (
    "rules", "cases", "intake", "volunteers", "connecting", "outreach", "learning", "signalling", "positioning",
    "unused",
)  # fmt: skip
(
    FOR_RULES, FOR_CASES, FOR_INTAKE, FOR_VOLUNTEERS, FOR_CONNECTING, FOR_OUTREACH, FOR_LEARNING, FOR_SIGNALLING,
    FOR_POSITIONING, UNUSED,
) = range(10)  # fmt: skip
"""What a professional's contract hours go to."""

PLANNED = (FOR_VOLUNTEERS, FOR_CONNECTING, FOR_OUTREACH, FOR_LEARNING)
"""Uses for which policy sets hours apart before cases, in the order in which they are served when hours are few."""

PAYERS = ("municipality", "insurer", "residents", "funds", "state")
MUNICIPALITY, INSURER, RESIDENTS, FUNDS, STATE = range(5)

PURPOSES = (
    "team", "assessment", "household help", "guidance", "nursing", "fees", "general provisions", "crisis", "respite",
    "GP", "link worker", "activities", "liveability", "supported work", "coaching", "initiatives",
)  # fmt: skip
(
    FOR_TEAM, FOR_ASSESSMENT, FOR_HOUSEHOLD_HELP, FOR_GUIDANCE, FOR_NURSING, FEES, FOR_GENERAL, FOR_CRISIS, FOR_RESPITE,
    FOR_GP, FOR_LINK_WORKER, FOR_ACTIVITIES, FOR_LIVEABILITY, FOR_SUPPORTED_WORK, FOR_COACHING, FOR_INITIATIVES,
) = range(16)  # fmt: skip
"""What money is paid for. Fees are paid by residents and lower what the municipality pays (a negative amount there)."""

EXCHANGES = ("barter", "time bank", "guidance", "hosting", "organising")
BY_BARTER, BY_BANK, BY_GUIDANCE, BY_HOSTING, BY_ORGANISING = range(5)
"""Time that people give one another beside what was asked on the ladder: given back for help, over the time bank, to
guide others as an expert by experience, to keep an activity going for those who take part, or to run an initiative of
residents. Where it meets a need, it stands in the books of help as well."""

MOVES = ("climbed", "fallen")
CLIMBED, FALLEN = range(2)
"""How people move on the ladder of participation."""

TIE_SOURCES = ("mixed activities", "single-group activities", "connecting work")
BY_MIXED_ACTIVITY, BY_GROUP_ACTIVITY, BY_INTRODUCTION = range(3)
"""By what ties are made that someone pays for."""

ENDED_ACTIVITIES = ("without lasting ties", "with lasting ties")
ENDED_WITHOUT, ENDED_WITH = range(2)
"""Activities that were ended because they seemed to yield nothing, by whether they did."""

PARTNER_EVENTS = ("referred", "placed")
REFERRED_BY_BUSINESS, PLACED_BY_BUSINESS = range(2)
"""What businesses do with the team: bring an employee who is stuck, and give a client a place to work."""

FLOWS = ("births", "deaths", "arrivals", "departures", "moves within", "couples")
BIRTHS, DEATHS, ARRIVALS, DEPARTURES, MOVES_WITHIN, COUPLES = range(6)
"""What is counted of people; the last two change no number of residents: residents who moved from one home here to
another, and couples who came to live together."""

EVENTS = ("asked", "offered", "visits", "calls", "reached", "crises")
ASKED, OFFERED, VISITS, CALLS, REACHED, CRISES = range(6)
"""What happens to residents and is counted: help arranged because they asked, or because someone offered; visits to a
walk-in; calls by outreach, and needs it brought to formal help; crises that begin."""

QUEUES = ("team", "assessment", "provider")
QUEUE_TEAM, QUEUE_ASSESSMENT, QUEUE_PROVIDER = range(3)
QUEUE_OF = np.array([-1, QUEUE_TEAM, -1, QUEUE_ASSESSMENT, QUEUE_PROVIDER, -1], dtype=np.int64)
"""In which queue a need stands by its state with formal support (FORMAL_...), or -1."""

STRETCHED = ("in a group", "online")
IN_GROUP, ONLINE = range(2)
"""Ways in which clients of the team receive more than the minutes of their professional."""

CASE_EVENTS = ("taken", "closed", "returned", "lost", "professed", "steered", "passed on", "joined")
(
    CASES_TAKEN, CASES_CLOSED, CASES_RETURNED, CASES_LOST, CASES_PROFESSED, CASES_STEERED, CASES_PASSED, CASES_JOINED,
) = range(8)  # fmt: skip
"""Cases taken, closed, taken again within a year, lost because the client stays away; of those taken, the ones whose
style is said to give the client a part (activating, client in the lead), and those of them in fact directive; of those
closed, the ones passed on to assessment; of those taken, the ones joined to another of the same client."""

PRESCRIBING = ("contacts", "psychosocial", "referred", "came", "stayed")
GP_CONTACTS, GP_PSYCHOSOCIAL, REFERRED, CAME, STAYED = range(5)
"""Contacts with the GP, and those about worries or loneliness; people referred to a link worker, seen there for the
first time, and there for as many contacts as it takes."""

LINK_WORKER_USES = ("contacts", "unused")
IN_CONTACTS, LINK_UNUSED = range(2)

SUBJECTS = ("refusal", "waiting", "price", "staying away", "carer worn out")
ABOUT_REFUSAL, ABOUT_WAITING, ABOUT_PRICE, ABOUT_STAYING_AWAY, ABOUT_CARER = range(5)
"""Where policy chafes with daily life, as professionals see it."""


CARE_EVENTS = ("dropped out", "returned", "took up again", "gave up under strain", "shared")
DROPPED_OUT, RETURNED, TOOK_UP_AGAIN, GAVE_UP, SHARED = range(5)
"""What happens to carers: arrangements are taken up again, given up and shared; people drop out and return."""

RESPITE_GIVERS = ("professionals", "trained residents")
BY_PROFESSIONALS, BY_TRAINED = range(2)

VOLUNTEERS, MINUTES, SPREAD, MOST_ACTIVE, USED = range(5)
"""What is counted of volunteers in care and neighbourhood: how many there are; the minutes they gave; the sum over them
of minutes x (2 x place - number - 1), places from the least active on; the minutes of the most active tenth; and how
many gave anything."""

OVERLOADED = 0.8
"""Strain above which a helper counts as overloaded."""


def cents_of(euros: float) -> int:
    """Return an amount in whole cents, in which the books are kept."""
    return int(100 * euros + 0.5)


class Ledgers:
    """One week of postings, by neighbourhood; int64 throughout.

    Attributes:
        given_by_rung: minutes of help given, shape (neighbourhoods, rungs), whoever gave them.
        outside_received: minutes given to people elsewhere, same shape.
        exchanged_given, exchanged_received: minutes by EXCHANGES, where the giver and where the receiver lives, shape
            (neighbourhoods, exchanges).
        moves: adults who climbed or fell on the ladder of participation, shape (neighbourhoods, moves).
        professional: minutes of professionals by use, shape (neighbourhoods, uses).
        contract: contract minutes of professionals, shape (neighbourhoods,).
        cents: money by payer and purpose, shape (neighbourhoods, payers, purposes).
        flows: people by FLOWS, shape (neighbourhoods, flows).
        events: how often something happened to residents here (EVENTS), shape (neighbourhoods, events).
        queue_in, queue_out: needs that entered a queue, or left it because their turn came, shape
            (neighbourhoods, queues).
        queue_left: needs that left a queue because need or person was gone, same shape.
        waited_weeks: weeks waited by those whose turn came, same shape.
        starts: individual provisions that began, shape (neighbourhoods,); not nursing.
        start_weeks: weeks since the first request of those that began, same shape.
        care_events: what happened to carers, shape (neighbourhoods, CARE_EVENTS).
        respite: minutes given in the place of carers, by whom, shape (neighbourhoods, RESPITE_GIVERS).
        joined: who began to volunteer, by how they came to it, shape (neighbourhoods, ASKED_BY).
        volunteer_hours: of volunteers in care and neighbourhood, shape (neighbourhoods, 5); see VOLUNTEERS.
        stretched: minutes of help by the team beyond those of its professionals, shape (neighbourhoods, STRETCHED).
        cases: cases by CASE_EVENTS, shape (neighbourhoods, events).
        prescribing: people by PRESCRIBING, shape (neighbourhoods, steps).
        link_worker: contract minutes of link workers by LINK_WORKER_USES, shape (neighbourhoods, uses).
        signals: what professionals wrote down, shape (neighbourhoods, SUBJECTS).
        unwritten: what they noticed and had no time to write down, same shape.
        heard: of what they wrote down, what reached who decides, same shape.
        incidents: crises that reached council or press, shape (neighbourhoods,).
        turnover: professionals who left of their own accord, shape (neighbourhoods,).
        ties_made: ties made by TIE_SOURCES, shape (neighbourhoods, sources).
        invited: residents whom connecting work took along to an activity, shape (neighbourhoods,).
        ended_activities: activities that were ended, by ENDED_ACTIVITIES, shape (neighbourhoods, 2).
        partners: what businesses did with the team, by PARTNER_EVENTS, shape (neighbourhoods, 2).
        tenders: times the work of the team was awarded anew: to whom had it, to another, shape (neighbourhoods, 2).
        everything: all of these end to end.
    """

    def __init__(self, neighbourhoods: int) -> None:
        def empty(*shape: int) -> np.ndarray:
            return np.zeros((neighbourhoods, *shape), dtype=np.int64)

        self.given_by_rung = empty(len(RUNGS))
        self.outside_received = empty(len(RUNGS))
        self.exchanged_given = empty(len(EXCHANGES))
        self.exchanged_received = empty(len(EXCHANGES))
        self.moves = empty(len(MOVES))
        self.professional = empty(len(USES))
        self.contract = empty()
        self.cents = empty(len(PAYERS), len(PURPOSES))
        self.flows = empty(len(FLOWS))
        self.events = empty(len(EVENTS))
        self.queue_in = empty(len(QUEUES))
        self.queue_out = empty(len(QUEUES))
        self.queue_left = empty(len(QUEUES))
        self.waited_weeks = empty(len(QUEUES))
        self.starts = empty()
        self.start_weeks = empty()
        self.care_events = empty(len(CARE_EVENTS))
        self.respite = empty(len(RESPITE_GIVERS))
        self.joined = empty(len(ASKED_BY))
        self.volunteer_hours = empty(5)
        self.stretched = empty(len(STRETCHED))
        self.cases = empty(len(CASE_EVENTS))
        self.prescribing = empty(len(PRESCRIBING))
        self.link_worker = empty(len(LINK_WORKER_USES))
        self.signals = empty(len(SUBJECTS))
        self.unwritten = empty(len(SUBJECTS))
        self.heard = empty(len(SUBJECTS))
        self.incidents = empty()
        self.turnover = empty()
        self.ties_made = empty(len(TIE_SOURCES))
        self.invited = empty()
        self.ended_activities = empty(len(ENDED_ACTIVITIES))
        self.tenders = empty(2)
        self.partners = empty(len(PARTNER_EVENTS))
        self.everything, parts = laid_end_to_end(vars(self))
        vars(self).update(parts)

    def arrays(self) -> dict[str, np.ndarray]:
        """Return all accounts by name: the arrays themselves."""
        return {name: account for name, account in vars(self).items() if name != "everything"}

    def clear(self) -> None:
        """Begin a new week."""
        self.everything.fill(0)

    def post_money(self, neighbourhood: int, payer: int, purpose: int, cents: int) -> None:
        """Book what a payer spends on a purpose."""
        self.cents[neighbourhood, payer, purpose] += cents

    def post_fees(self, neighbourhood: int, cents: int, by_municipality: float) -> None:
        """Book fees of residents on both sides: paid, and received by the municipality for its share, else the state.

        Args:
            neighbourhood: its index.
            cents: what residents pay.
            by_municipality: the share of it that the municipality receives.
        """
        own = int(cents * by_municipality)
        self.cents[neighbourhood, RESIDENTS, FEES] += cents
        self.cents[neighbourhood, MUNICIPALITY, FEES] -= own
        self.cents[neighbourhood, STATE, FEES] -= cents - own

    def post_hours(self, neighbourhood: int, use: int, minutes: int) -> None:
        """Book what a professional's minutes went to."""
        if minutes < 0:
            raise ValueError(f"{minutes} minutes cannot be booked on {USES[use]}")
        self.professional[neighbourhood, use] += minutes

    def post_events(self, event: int, neighbourhood: np.ndarray) -> None:
        """Count an event for each resident it happened to, by their neighbourhoods."""
        self.events[:, event] += np.bincount(neighbourhood, minlength=len(self.events))

    def post_weeks(self, neighbourhood: int, weeks: list[list[int]]) -> None:
        """Book the whole contracts of professionals: for each of them, minutes for each of USES."""
        for minutes in weeks:
            if min(minutes) < 0:
                raise ValueError(f"{min(minutes)} minutes cannot be booked on {USES[minutes.index(min(minutes))]}")
        if weeks:
            together = [sum(minutes) for minutes in zip(*weeks, strict=True)]
            self.professional[neighbourhood] += together
            self.contract[neighbourhood] += sum(together)

    def spend_unused(self, neighbourhood: int, use: int, minutes: int) -> None:
        """Book on a use what was still unused of the professionals' minutes."""
        self.rebook(neighbourhood, UNUSED, use, minutes)

    def rebook(self, neighbourhood: int, booked: int, use: int, minutes: int) -> None:
        """Book on a use minutes of the professionals that were booked on another."""
        if minutes > self.professional[neighbourhood, booked]:
            raise ValueError(f"{minutes} minutes for {USES[use]} are more than is left")
        self.post_hours(neighbourhood, use, minutes)
        self.professional[neighbourhood, booked] -= minutes

    def post_link_worker(self, neighbourhood: int, contract: int, contacts: int) -> None:
        """Book the week of link workers: minutes of contact, and what is left of their contract."""
        if not 0 <= contacts <= contract:
            raise ValueError(f"link workers cannot spend {contacts} of {contract} minutes")
        self.link_worker[neighbourhood, IN_CONTACTS] += contacts
        self.link_worker[neighbourhood, LINK_UNUSED] += contract - contacts

    def post_signals(self, neighbourhood: int, subject: int, written: int, unwritten: int) -> None:
        """Book signals on a subject: those written down, and those for which there was no time."""
        self.signals[neighbourhood, subject] += written
        self.unwritten[neighbourhood, subject] += unwritten

    def post_cases(self, event: int, neighbourhoods: np.ndarray) -> None:
        """Book cases (their neighbourhoods) to which something happened."""
        if len(neighbourhoods):
            np.add.at(self.cases[:, event], neighbourhoods, 1)

    def post_queue(self, queue: int, neighbourhood: np.ndarray, waited: np.ndarray | None = None) -> None:
        """Book needs (their neighbourhoods) that enter a queue, or leave it after so many weeks."""
        if len(neighbourhood) == 0:
            return
        if waited is None:
            np.add.at(self.queue_in[:, queue], neighbourhood, 1)
        else:
            np.add.at(self.queue_out[:, queue], neighbourhood, 1)
            np.add.at(self.waited_weeks[:, queue], neighbourhood, waited)
