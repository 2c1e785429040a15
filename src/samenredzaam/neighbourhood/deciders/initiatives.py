"""Initiatives of residents: begun by one, carried by its members, with goals and a purse of their own."""

from samenredzaam.neighbourhood.deciders.decider import Decider
from samenredzaam.streams import mixed, purpose

GOALS = ("meeting group", "neighbour help", "care co-operative", "time bank", "social firm", "urban farm")
MEETING, HELP, CARE, BANK, FIRM, FARM = range(6)
"""What an initiative is for; it may combine several. The first of its goals is the one it was founded for."""

HARD_GOALS = (CARE, FIRM, FARM)
"""What takes permits, land, insurance or contracts."""

GROUP_GOALS = (MEETING, FIRM, FARM)
"""What members come together for every week."""

WORK_GOALS = (FIRM, FARM)
"""What members make or do something for others in."""

INCOMES = ("members and supporters", "subsidy", "sales")
FROM_CIRCLE, FROM_SUBSIDY, FROM_SALES = range(3)
"""Where the money of an initiative comes from."""

_FOUNDED = purpose("an initiative is founded")
_WORD = (1 << 64) - 1


def initiative_identity(founder: int, week: int) -> int:
    """Return the identity of the initiative that someone founds in a week."""
    return mixed(mixed(_FOUNDED ^ founder) ^ (week & _WORD))


class Initiative(Decider):
    """An initiative of residents; who is a member stands with the residents.

    Minutes and counts called of the week are those of the last one.
    """

    identity: int
    neighbourhood: int
    founded_week: int
    home: int
    goals: list[int]
    income_cents: list[int]
    energy: float = 0.0
    members: int = 1
    supporters: int = 0
    purse_cents: int = 0
    spent_cents: int = 0
    has_room: bool = False
    seats: int = 0
    hired_minutes: int = 0
    organised_minutes: int = 0
    saved_minutes: int = 0
    parcels: int = 0
    hired_given_minutes: int = 0
    ended_week: int | None = None
    passed_on: int = 0

    @property
    def lives(self) -> bool:
        """Tell whether it has not ended."""
        return self.ended_week is None

    def has_any(self, goals: tuple[int, ...]) -> bool:
        """Tell whether one of these is among its goals."""
        return not set(goals).isdisjoint(self.goals)

    def matches(self, match_minutes: int) -> int:
        """Return how many matches the time that members gave to organising makes; what is left over is kept."""
        if not self.has_any((HELP, CARE)):
            return 0
        self.saved_minutes += self.organised_minutes
        count = self.saved_minutes // match_minutes
        self.saved_minutes -= count * match_minutes
        return count

    def receive(self, income_cents: list[int]) -> None:
        """Put into the purse what came in since the last time, by INCOMES."""
        self.income_cents = income_cents
        self.purse_cents += sum(income_cents)
        self.spent_cents = 0

    def pay(self, cents: int) -> bool:
        """Pay out of the purse, where there is enough in it, and tell whether it was."""
        if cents > self.purse_cents:
            return False
        self.purse_cents -= cents
        self.spent_cents += cents
        return True

    @property
    def dependence(self) -> float:
        """Return which share of the last income was subsidy."""
        return self.income_cents[FROM_SUBSIDY] / max(sum(self.income_cents), 1)

    def spend(self, rent_cents: int, seat_cents: int, helper_cents_per_hour: int, weeks: int) -> None:
        """Spend what there is: on a room first (0 where it is free), then seats, then hours of paid help.

        Of a purse too small for a whole seat a firm saves; a care co-operative spends all that is left.

        Args:
            rent_cents: what a room costs for so many weeks.
            seat_cents: what a place to work costs for so many weeks, sales not counted.
            helper_cents_per_hour: what an hour of paid help costs.
            weeks: until the next time.
        """
        self.has_room = self.has_any(GROUP_GOALS) and self.pay(rent_cents)
        self.seats = self._affordable_seats(seat_cents) if FIRM in self.goals else 0
        self.pay(self.seats * seat_cents)
        self.hired_minutes = 0
        if CARE in self.goals:
            self.hired_minutes = 60 * self.purse_cents // (helper_cents_per_hour * weeks)
            self.pay(self.hired_minutes * weeks * helper_cents_per_hour // 60)

    def _affordable_seats(self, seat_cents: int) -> int:
        """Return the seats it can pay: those there are as far as money goes, and one more with money for that twice."""
        kept = min(self.seats, self.purse_cents // seat_cents)
        return kept + (self.purse_cents >= (kept + 2) * seat_cents)

    def feel(self, aim: float, pace: float) -> None:
        """Let energy move towards what members, success and recognition give and control and dependence take."""
        self.energy += pace * (min(max(aim, 0.0), 1.0) - self.energy)

    def gives_up(self, week: int, least_energy: float, least_members: int, first_weeks: int) -> bool:
        """Tell whether it is over: its energy gone, or after its first weeks too few who carry it."""
        small = week - self.founded_week >= first_weeks and self.members < least_members
        return self.members == 0 or small or self.energy < least_energy
