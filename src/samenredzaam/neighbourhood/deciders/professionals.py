"""Professionals and their teams: how contract hours are divided, and who is hired and let go."""

from collections.abc import Sequence
from functools import cache

from samenredzaam.neighbourhood.deciders.decider import Decider
from samenredzaam.neighbourhood.ledgers import (
    FOR_CASES,
    FOR_INTAKE,
    FOR_LEARNING,
    FOR_POSITIONING,
    FOR_RULES,
    PLANNED,
    UNUSED,
    USES,
    Ledgers,
)
from samenredzaam.streams import mixed


class Professional(Decider):
    """A social worker in a neighbourhood team, for whom skill grows with years and training."""

    neighbourhood: int
    number: int
    hired_week: int
    contract_minutes: int
    skill: float = 0.0
    caseload: int = 0
    case_minutes: int = 0
    asked_minutes: int = 0
    learned_minutes: int = 0
    places: int = 0
    rule_share: float = 0.0
    irritation: float = 0.0
    retreated: bool = False
    patience: float = -1.0

    @property
    def identity(self) -> int:
        """Return who this is, for draws: a hash of team and number."""
        return _identity(self.neighbourhood, self.number)

    def plan_week(
        self, rule_share: float, positioning_share: float, planned: Sequence[int], asked: int, intake_minutes: int,
        *, protected_share: float = 1.0, waiting_minutes: int = 0,
    ) -> list[int]:  # fmt: skip
        """Divide the contract hours: rules bite first, then what is protected, cases, what is not, and new cases.

        Sets `case_minutes` (for all running cases) and `places` (new cases that fit), and returns the minutes for each
        of USES, which make up the contract.

        Args:
            rule_share: share of the contract that rules, registration and monitoring take.
            positioning_share: share of the contract that goes to a tender that is near.
            planned: minutes set apart for each use of PLANNED, served in that order as far as the contract reaches.
            asked: minutes that the running cases ask together.
            intake_minutes: minutes for a new one.
            protected_share: share of what is planned that goes before cases.
            waiting_minutes: minutes that those who wait ask of this professional; what is not protected comes after.
        """
        spent = [0] * len(USES)
        spent[FOR_RULES] = int(self.contract_minutes * rule_share)
        left = self.contract_minutes - spent[FOR_RULES]
        spent[FOR_POSITIONING] = min(int(self.contract_minutes * positioning_share), left)
        left -= spent[FOR_POSITIONING]
        wanted, given_up = self._still_do(planned)
        first = wanted if protected_share >= 1.0 else [int(minutes * protected_share) for minutes in wanted]
        left -= _spend(spent, first, left)
        spent[FOR_CASES] = min(asked, left)
        left -= spent[FOR_CASES]
        if protected_share < 1.0:
            later = [minutes - before for minutes, before in zip(wanted, first, strict=True)]
            left -= _spend(spent, later, max(left - waiting_minutes, 0))
        procedure = min(given_up, left)
        spent[FOR_RULES] += procedure
        spent[UNUSED] = left - procedure
        self.rule_share, self.asked_minutes = rule_share, asked
        self.learned_minutes, self.case_minutes = spent[FOR_LEARNING], spent[FOR_CASES]
        self.places = spent[UNUSED] // intake_minutes
        return spent

    def _still_do(self, planned: Sequence[int]) -> tuple[list[int], int]:
        """Return what of PLANNED this professional still does, and the minutes given up.

        Who has retreated trains as before, and does no more for volunteers, ties between residents or those who stay
        away. What cases leave of that time goes to the file, as procedure asks.
        """
        if not self.retreated:
            return list(planned), 0
        kept = [minutes if use == FOR_LEARNING else 0 for use, minutes in zip(PLANNED, planned, strict=True)]
        return kept, sum(planned) - sum(kept)

    def take_case(self, intake_minutes: int, ledgers: Ledgers) -> None:
        """Spend the hours of an intake, which were still unused."""
        self.places -= 1
        ledgers.spend_unused(self.neighbourhood, FOR_INTAKE, intake_minutes)

    def feel(self, drive: float, relief: float, pace: float, threshold: float) -> None:
        """Let irritation move for a week towards what drives it less what relieves it; above the threshold retreat.

        What relieves no longer reaches who has retreated, so that the way back is longer than the way out: there is
        one threshold.
        """
        towards = drive - (0.0 if self.retreated else relief)
        self.irritation = min(max(self.irritation + pace * (towards - self.irritation), 0.0), 1.0)
        self.retreated = self.irritation > threshold

    def learn(self, by_doing: float, by_hour: float, fading: float) -> None:
        """Let skill move for a week: by doing the work, by hours of training, and fading where neither is there."""
        gain = by_doing + by_hour * self.learned_minutes / 60.0
        self.skill += gain * (1.0 - self.skill) - fading * self.skill


@cache
def _identity(neighbourhood: int, number: int) -> int:
    return mixed((neighbourhood + 1) * 2**32 + number)


def _spend(spent: list[int], minutes: Sequence[int], left: int) -> int:
    """Add minutes for each of PLANNED to what is spent, in that order and as far as they are left; return how many."""
    before = left
    for use, wanted in zip(PLANNED, minutes, strict=True):
        done = min(wanted, left)
        spent[use] += done
        left -= done
    return before - left


class Team(Decider):
    """A neighbourhood team: it hires and lets go so that its contract hours follow the budget.

    What happened to it stays in mind as counts that fade in about a year: posts that were cut, signals noticed and
    those of them heard, cases taken and steered by the organisation, closed and come back.
    """

    neighbourhood: int
    hired: int = 0
    vacant: list[int]
    tender_week: int | None = None
    employer: int = 0
    not_along: list[int]

    def has_tender_within(self, weeks: int, week: int) -> bool:
        """Tell whether the work of the team is to be awarded anew within so many weeks."""
        return self.tender_week is not None and 0 <= self.tender_week - week < weeks

    def plan_tender(self, week: int, interval_weeks: int, luck: float) -> None:
        """Set the week of the next tender: the first at some moment of an interval, later ones an interval apart."""
        if interval_weeks == 0:
            self.tender_week = None
        elif self.tender_week is None:
            self.tender_week = week + 1 + int(luck * interval_weeks)
        elif self.tender_week <= week:
            self.tender_week += interval_weeks

    def lose_tender(self, not_along: list[int]) -> None:
        """Come under another employer, to whom some of the professionals, by their places, do not go along."""
        self.employer += 1
        self.not_along = not_along

    way_minutes: tuple[int, ...] = ()
    way_minutes_before: tuple[int, ...] = ()
    moved_share: float = 0.0

    def spend_on_ways(self, minutes: Sequence[int]) -> None:
        """Add what a week's hours went to: guiding volunteers, and bringing residents into contact."""
        before = self.way_minutes or (0,) * len(minutes)
        self.way_minutes = tuple(total + week for total, week in zip(before, minutes, strict=True))

    def begin_year_of_ways(self) -> None:
        """Keep the hours of the year that ends, and begin to count anew."""
        self.way_minutes_before, self.way_minutes = self.way_minutes, ()

    def forget_ways(self) -> None:
        """Do again as policy says."""
        self.way_minutes, self.way_minutes_before, self.moved_share = (), (), 0.0

    def weigh_ways(self, seen: Sequence[int], step: float, most: float) -> None:
        """Move hours towards the way that brought more for an hour; where one had no hours nothing is known of it.

        Args:
            seen: lasting ties that are known to have come of the hours of the year before, for each way.
            step: share of the hours that moves where one way brought all.
            most: the most that is moved, either way.
        """
        if not self.way_minutes_before or 0 in self.way_minutes_before or not any(seen):
            return
        by_volunteers, by_contact = (
            ties / minutes for ties, minutes in zip(seen, self.way_minutes_before, strict=True)
        )
        towards = (by_contact - by_volunteers) / (by_contact + by_volunteers)
        self.moved_share = min(max(self.moved_share + step * towards, -most), most)

    def moved(self, planned: list[int]) -> list[int]:
        """Return the minutes set apart, in the order of PLANNED, after what was moved between the first two."""
        volunteers, contact, *others = planned
        by = int(self.moved_share * (volunteers if self.moved_share > 0.0 else contact))
        return [volunteers - by, contact + by, *others]

    posts_cut: float = 0.0
    noticed: float = 0.0
    heard: float = 0.0
    taken: float = 0.0
    steered: float = 0.0
    closed: float = 0.0
    returned: float = 0.0

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
        self.posts_cut += max(len(present) + len(self.vacant) - wanted, 0)
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

    def remember(self, keeps: float, **happened: int) -> None:
        """Let what is in mind fade to a share `keeps` of it, and add what happened this week, by name of the count."""
        self.posts_cut *= keeps
        for name, count in happened.items():
            setattr(self, name, keeps * getattr(self, name) + count)

    def uncertainty(self, present: int) -> float:
        """Return the share of posts that were cut in the last year or stand vacant: who stays, and who does what?"""
        gone = self.posts_cut + len(self.vacant)
        return gone / (gone + present)

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
