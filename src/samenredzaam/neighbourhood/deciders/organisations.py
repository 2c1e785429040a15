"""Organisations that hold something out: volunteers, places, help on contract, the time bank, GPs."""

from collections import Counter
from collections.abc import Sequence

from samenredzaam.neighbourhood.deciders.decider import Decider


class WelfareOrganisation(Decider):
    """The organisation that runs the meeting places of a neighbourhood and brings residents into contact."""

    neighbourhood: int

    saved_minutes: int = 0
    ending: list[int]
    known_share: float = 0.0
    paid_by_funds_share: float = 0.0
    cut_share: float = 0.0
    cost_cents: int = 0

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

    def look_back(self, activities: Sequence[int], seen: Sequence[int], programme: int, least: int) -> None:
        """Decide at the end of a year which activities to end: those seen to have made too few ties that last.

        Args:
            activities: identities of the activities that were looked at.
            seen: lasting ties that are put down to each.
            programme: how many activities run in all.
            least: lasting ties that an activity must have made to go on.
        """
        self.ending = [one for one, ties in zip(activities, seen, strict=True) if ties < least]
        self.known_share = len(activities) / programme if programme else 0.0

    def expect_money(self, fund_cents: int, programme_cents: int, most_share: float, shortage: float) -> None:
        """Work out next year's hours: funds pay for what is shown to last, and a council that is short cuts the rest.

        Args:
            fund_cents: what funds would give for the lasting ties that were seen.
            programme_cents: what the programme cost this year.
            most_share: the most that funds add, as a share of that.
            shortage: share of subsidies that the council cuts where nothing is known of what they yield.
        """
        self.paid_by_funds_share = min(fund_cents / programme_cents, most_share) if programme_cents else 0.0
        self.cut_share = shortage * (1.0 - self.known_share)

    @property
    def hours_factor(self) -> float:
        """Return the opening hours there is money for, to those of policy."""
        return 1.0 - self.cut_share + self.paid_by_funds_share

    def introductions(self, minutes: int, each_minutes: int) -> int:
        """Return how many introductions the minutes of a week buy; what is left over is kept for the next."""
        self.saved_minutes += minutes
        count = self.saved_minutes // each_minutes
        self.saved_minutes -= count * each_minutes
        return count


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
