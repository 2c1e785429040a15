"""Those who decide: the municipality, the teams and their professionals, volunteer organisations, providers.

They are few, and true Mesa agents: plain fields, and methods that say in readable Python what each decides for its
week. What they decide becomes an offer; how residents respond is for the mechanisms.
"""

from collections import Counter
from collections.abc import Sequence
from copy import copy
from typing import Any

import mesa

from samenredzaam.neighbourhood.ledgers import (
    FOR_CASES,
    FOR_INTAKE,
    FOR_LEARNING,
    FOR_RULES,
    PLANNED,
    UNUSED,
    USES,
    Ledgers,
)
from samenredzaam.streams import mixed


class Decider(mesa.Agent):
    """An agent whose whole memory is its declared plain fields, so that it can be saved and set back."""

    def __init__(self, model: mesa.Model, **kept: Any) -> None:
        super().__init__(model)
        for name in self.kept():
            setattr(self, name, kept.pop(name, getattr(type(self), name, None)))
        if kept:
            raise TypeError(f"{type(self).__name__} has no {', '.join(kept)}")

    @classmethod
    def kept(cls) -> list[str]:
        """Return the names of what this decider remembers."""
        return list(cls.__annotations__)

    def saved(self) -> dict[str, Any]:
        """Return what must be kept to continue as this decider, as plain values."""
        return {name: copy(getattr(self, name)) for name in self.kept()}


class Municipality(Decider):
    """The municipality: provisions are a right, so overspending becomes a deficit, and a deficit strictness."""

    spent_cents: list[int]
    deficit_cents: list[int]
    extra_strictness: list[float]

    def book_week(self, neighbourhood: int, cents: int) -> None:
        """Add what a week cost in individual provisions."""
        self.spent_cents[neighbourhood] += cents

    def close_year(self, neighbourhood: int, budget_cents: int, response: float, most: float) -> None:
        """Compare the year's spending with the budget, carry the difference, and become stricter or milder.

        Args:
            neighbourhood: which one.
            budget_cents: budget for individual provisions of the year that ends.
            response: strictness added for a carried deficit of one year's budget.
            most: the most that strictness can be moved this way, up or down.
        """
        self.deficit_cents[neighbourhood] += self.spent_cents[neighbourhood] - budget_cents
        self.spent_cents[neighbourhood] = 0
        # A surplus is given back to the general means, not saved for later milder years.
        self.deficit_cents[neighbourhood] = max(self.deficit_cents[neighbourhood], 0)
        share = self.deficit_cents[neighbourhood] / budget_cents if budget_cents else 0.0
        self.extra_strictness[neighbourhood] = min(response * share, most)


class Professional(Decider):
    """A social worker in a neighbourhood team, for whom skill grows with years and training."""

    neighbourhood: int
    number: int
    hired_week: int
    contract_minutes: int
    skill: float = 0.0
    caseload: int = 0
    case_minutes: int = 0
    learned_minutes: int = 0
    places: int = 0

    @property
    def identity(self) -> int:
        """Return who this is, for draws: a hash of team and number."""
        return mixed((self.neighbourhood + 1) * 2**32 + self.number)

    def plan_week(
        self, rule_share: float, planned: Sequence[int], asked: int, intake_minutes: int, ledgers: Ledgers
    ) -> None:
        """Divide the contract hours: rules bite first, then what is planned, running cases, and new ones.

        Sets `case_minutes` (for all running cases) and `places` (new cases that fit), and books every minute.

        Args:
            rule_share: share of the contract that rules and registration take.
            planned: minutes set apart for each use of PLANNED, served in that order as far as the contract reaches.
            asked: minutes that the running cases ask together.
            intake_minutes: minutes for a new one.
            ledgers: where the minutes are booked.
        """
        spent = [0] * len(USES)
        spent[FOR_RULES] = int(self.contract_minutes * rule_share)
        left = self.contract_minutes - spent[FOR_RULES]
        for use, minutes in zip(PLANNED, planned, strict=True):
            spent[use] = min(minutes, left)
            left -= spent[use]
        spent[FOR_CASES] = min(asked, left)
        spent[UNUSED] = left - spent[FOR_CASES]
        self.learned_minutes, self.case_minutes = spent[FOR_LEARNING], spent[FOR_CASES]
        self.places = spent[UNUSED] // intake_minutes
        ledgers.post_week(self.neighbourhood, spent)

    def take_case(self, intake_minutes: int, ledgers: Ledgers) -> None:
        """Spend the hours of an intake, which were still unused."""
        self.places -= 1
        ledgers.spend_unused(self.neighbourhood, FOR_INTAKE, intake_minutes)

    def learn(self, by_doing: float, by_hour: float, fading: float) -> None:
        """Let skill move for a week: by doing the work, by hours of training, and fading where neither is there."""
        gain = by_doing + by_hour * self.learned_minutes / 60.0
        self.skill += gain * (1.0 - self.skill) - fading * self.skill


class Team(Decider):
    """A neighbourhood team: it hires and lets go so that its contract hours follow the budget."""

    neighbourhood: int
    hired: int = 0
    vacant: list[int]

    def staff(
        self,
        professionals: list[Professional | None],
        contract_minutes: int,
        full_time_minutes: int,
        week: int,
    ) -> list[int]:
        """Bring the posts of the team to `contract_minutes`, and return the places of those who had to go.

        Professionals keep their place in the list for life; who goes leaves None. Vacancies lapse first, then the last
        hired go. New posts are filled at once, since policy has its own date; vacancies in the week they are due.
        """
        present = self.present(professionals)
        wanted = -(-contract_minutes // full_time_minutes) if contract_minutes > 0 else 0
        self.vacant = self.vacant[: max(wanted - len(present), 0)]
        gone = present[wanted:]
        for place in gone:
            self.let_go(professionals, place)
        self.vacant = [due for due in self.vacant if due > week]
        for _ in range(wanted - len(present) - len(self.vacant)):
            self.hired += 1
            professionals.append(
                Professional(self.model, neighbourhood=self.neighbourhood, number=self.hired, hired_week=week)
            )
        self._share_out(professionals, contract_minutes)
        return gone

    def present(self, professionals: list[Professional | None]) -> list[int]:
        """Return the places of those who work in the team."""
        at = self.neighbourhood
        return [place for place, one in enumerate(professionals) if one and one.neighbourhood == at]

    def let_go(self, professionals: list[Professional | None], place: int) -> None:
        """Take a professional out of the team."""
        leaving = professionals[place]
        assert leaving is not None
        leaving.remove()
        professionals[place] = None

    def _share_out(self, professionals: list[Professional | None], contract_minutes: int) -> None:
        """Divide the contract minutes over the posts, the first taking the odd minute; a vacant post works none."""
        team = [one for one in professionals if one and one.neighbourhood == self.neighbourhood]
        posts = len(team) + len(self.vacant)
        for number, one in enumerate(team):
            one.contract_minutes = contract_minutes // posts + (number < contract_minutes % posts)


class GpPractice(Decider):
    """The GPs of a neighbourhood; some of them refer people with worries to a link worker."""

    neighbourhood: int
    gps: int
    participating: int = 0

    def plan_week(self, participating_share: float) -> None:
        """Let as many GPs take part as policy has convinced; those who began first go on."""
        self.participating = int(participating_share * self.gps + 0.5)


class LinkWorkers(Decider):
    """The link workers of a neighbourhood, who have so many contacts a week."""

    neighbourhood: int
    contract_minutes: int = 0

    def plan_week(self, contract_minutes: int, contact_minutes: int) -> int:
        """Return the contacts that fit in this week's contract."""
        self.contract_minutes = contract_minutes
        return contract_minutes // contact_minutes


class VolunteerOrganisation(Decider):
    """The organisation that finds, guides and matches volunteers in a neighbourhood."""

    neighbourhood: int

    saved_minutes: int = 0
    saved_recruiting_minutes: int = 0

    def plan_week(self, support_minutes: int, volunteers: int, match_minutes: int) -> tuple[int, float]:
        """Divide the hours of guidance: half goes to matching, half to the volunteers there are.

        Hours for matching that are too few for a match are kept for the next week.

        Returns:
            Matches that can be made this week, and minutes of guidance for each volunteer.
        """
        self.saved_minutes += support_minutes - support_minutes // 2
        matches = self.saved_minutes // match_minutes
        self.saved_minutes -= matches * match_minutes
        return matches, support_minutes // 2 / volunteers if volunteers else 0.0

    def recruit(self, recruiting_minutes: int, approach_minutes: int) -> int:
        """Return how many people can be asked to join this week; hours too few for one are kept for the next week."""
        self.saved_recruiting_minutes += recruiting_minutes
        approaches = self.saved_recruiting_minutes // approach_minutes
        self.saved_recruiting_minutes -= approaches * approach_minutes
        return approaches


class TimeBank(Decider):
    """The time bank of a neighbourhood: members keep their own balances, it keeps those of members who are gone.

    All balances, its own with them, add up to nothing.
    """

    neighbourhood: int

    closed_minutes: int = 0

    def close_accounts(self, minutes: int) -> None:
        """Take over what the bank owed (negative: was owed by) members who die or move away."""
        self.closed_minutes += minutes


class Provider(Decider):
    """An organisation on contract for household help and guidance, or for nursing."""

    neighbourhood: int
    kind: str

    def can_start(self, contract_minutes: int, granted: list[int], running_minutes: int) -> int:
        """Return how many of the waiting, in their order, fit in the contract beside those who are helped already."""
        for count, minutes in enumerate(granted):
            running_minutes += minutes
            if running_minutes > contract_minutes:
                return count
        return len(granted)


class WelfareOrganisation(Decider):
    """The organisation that runs the meeting places of a neighbourhood and brings residents into contact."""

    neighbourhood: int

    saved_minutes: int = 0

    def timetable(self, running: Sequence[int], slots: Sequence[int]) -> tuple[list[int], list[int]]:
        """Return the places that open an activity this week, and which of the running ones close.

        A place opens or closes one a week, the last opened first; a place that is there no more closes all.

        Args:
            running: the place of each activity that runs, the first opened first.
            slots: how many activities each place has hours for.
        """
        now = Counter(running)
        surplus = {place for place, count in now.items() if place >= len(slots) or count > slots[place]}
        closes = []
        for number in range(len(running) - 1, -1, -1):
            if running[number] in surplus:
                closes.append(number)
                if running[number] < len(slots):
                    surplus.remove(running[number])
        return [place for place, slot in enumerate(slots) if now[place] < slot], closes

    def introductions(self, minutes: int, each_minutes: int) -> int:
        """Return how many introductions the minutes of a week buy; what is left over is kept for the next."""
        self.saved_minutes += minutes
        count = self.saved_minutes // each_minutes
        self.saved_minutes -= count * each_minutes
        return count
