"""The municipality: it closes its books, answers incidents with rules, and acts on the picture that it has."""

from collections.abc import Sequence

import mesa

from samenredzaam.curves import added
from samenredzaam.neighbourhood.deciders.decider import Decider
from samenredzaam.neighbourhood.ledgers import (
    ABOUT_CARER,
    ABOUT_PRICE,
    ABOUT_REFUSAL,
    ABOUT_STAYING_AWAY,
    ABOUT_WAITING,
    SUBJECTS,
)

FREE_USES = ("assessor_hours", "respite_hours", "outreach_hours", "general_hours")
FREE_ASSESSORS, FREE_RESPITE, FREE_OUTREACH, FREE_GENERAL = range(4)
"""What free hours can be placed on, by the lever of the fixed hours for the same."""

ANSWERS = {
    FREE_ASSESSORS: (ABOUT_WAITING,),
    FREE_RESPITE: (ABOUT_CARER,),
    FREE_OUTREACH: (ABOUT_STAYING_AWAY,),
    FREE_GENERAL: (ABOUT_REFUSAL, ABOUT_PRICE),
}
"""What the hours are an answer to. Who was refused, or finds a provision dear, can go to a general one."""


class Municipality(Decider):
    """The municipality: provisions are a right, so overspending becomes a deficit, and a deficit strictness.

    Lists have a place for each neighbourhood, but for what all share: one budget for provisions, so one deficit, and
    one set of rules. `rules` holds the week of adoption of every added rule in force; `heard` the signals of this
    quarter that reached who decides, by SUBJECTS; `picture` how many people the municipality thinks are concerned, and
    `there` how many were when it last looked; `placed` the part of all free hours that goes to a neighbourhood and
    use; `milder` how much strictness was lowered because of signals.
    """

    spent_cents: list[int]
    deficit_cents: int = 0
    extra_strictness: float = 0.0
    mood: list[float]
    assisted_at_start: list[float]
    saved_on_assistance_cents: list[int]
    rules: list[int]
    heard: list[list[int]]
    refusals_before: list[int]
    picture: list[list[float]]
    there: list[list[int]]
    placed: list[list[float]]
    milder: list[float]

    @classmethod
    def of(cls, model: mesa.Model, neighbourhoods: int) -> "Municipality":
        """Return a municipality that has spent, added and heard nothing yet."""
        count = range(neighbourhoods)
        return cls(
            model,
            spent_cents=[0 for _ in count],
            rules=[],
            heard=[[0] * len(SUBJECTS) for _ in count],
            refusals_before=[0 for _ in count],
            picture=[[0.0] * len(SUBJECTS) for _ in count],
            there=[[0] * len(SUBJECTS) for _ in count],
            placed=[[0.0] * len(FREE_USES) for _ in count],
            milder=[0.0 for _ in count],
            mood=[0.0 for _ in count],
            assisted_at_start=[0.0 for _ in count],
            saved_on_assistance_cents=[0 for _ in count],
        )

    def book_week(self, neighbourhood: int, cents: int) -> None:
        """Add what a week cost in individual provisions."""
        self.spent_cents[neighbourhood] += cents

    def close_year(self, budget_cents: int, response: float, most: float) -> None:
        """Compare the year's spending with the budget, carry the difference, and become stricter or milder everywhere.

        Args:
            budget_cents: budget for individual provisions of the year that ends, of all neighbourhoods together.
            response: strictness added for a carried deficit of one year's budget.
            most: the most that strictness can be moved this way, up or down.
        """
        self.deficit_cents += sum(self.spent_cents) - budget_cents
        self.spent_cents = [0 for _ in self.spent_cents]
        # A surplus is given back to the general means, not saved for later milder years.
        self.deficit_cents = max(self.deficit_cents, 0)
        self.extra_strictness = min(response * self.deficit_share(budget_cents), most)

    def deficit_share(self, budget_cents: int) -> float:
        """Return the carried deficit as a share of a year's budget of all neighbourhoods together."""
        return self.deficit_cents / budget_cents if budget_cents else 0.0

    def count_savings(self, neighbourhood: int, assisted: int, adults: int, each_cents: int) -> None:
        """Work out at the end of a year what is saved on social assistance against when the scenario began.

        Args:
            neighbourhood: which one.
            assisted: adults on social assistance now.
            adults: how many adults live there.
            each_cents: what assistance of one of them costs a year.
        """
        fewer = max(int(self.assisted_at_start[neighbourhood] * adults) - assisted, 0)
        self.saved_on_assistance_cents[neighbourhood] = fewer * each_cents

    def add_rule(self, week: int) -> None:
        """Answer an incident with a rule, which holds everywhere and stays until someone scraps it."""
        self.rules.append(week)

    def prune(self, share: float) -> int:
        """Scrap a share of the added rules, the oldest first, and return how many."""
        count = int(share * len(self.rules) + 0.5)
        self.rules = self.rules[count:]
        return count

    def hear(self, neighbourhood: int, subjects: Sequence[int]) -> None:
        """Take note of signals: how many were heard on each subject."""
        for subject, count in enumerate(subjects):
            self.heard[neighbourhood][subject] += count

    def look(
        self, neighbourhood: int, there: Sequence[int], recorded: Sequence[float], in_touch: float, pace: float,
        stands_for: float,
    ) -> None:  # fmt: skip
        """Let the picture of a neighbourhood move towards what can be seen of it from here.

        Who is in touch sees people themselves and sees them now; from behind a desk one sees what registers hold and
        what signals tell, with delay.

        Args:
            neighbourhood: which one.
            there: people concerned, by SUBJECTS.
            recorded: share of them that registers hold, by SUBJECTS.
            in_touch: from 0 (registers and signals only) to 1.
            pace: how far a picture from behind a desk moves in a quarter.
            stands_for: people that one signal is taken for.
        """
        self.there[neighbourhood] = list(there)
        picture, speed = self.picture[neighbourhood], pace + (1.0 - pace) * in_touch
        for subject, people in enumerate(there):
            told = max(recorded[subject] * people, stands_for * self.heard[neighbourhood][subject])
            seen = (1.0 - in_touch) * told + in_touch * people
            picture[subject] += speed * (seen - picture[subject])

    def place_as_before(self, hours: Sequence[Sequence[float]]) -> None:
        """Place the free hours as all other hours are: with no picture, next year's budget is last year's."""
        total = added(added(here) for here in hours)
        if total > 0.0:
            self.placed = [[each / total for each in here] for here in hours]

    def place(self) -> None:
        """Place the free hours, over all neighbourhoods, where the picture has people; without any, as they were."""
        self.place_as_before(
            [
                [added(here[subject] for subject in ANSWERS[use]) for use in range(len(FREE_USES))]
                for here in self.picture
            ]
        )

    def reconsider(self, neighbourhood: int, many: float, step: float, most: float) -> None:
        """Judge a step milder where signals about refusals stay many, and take the step back when they end.

        Args:
            neighbourhood: which one.
            many: signals heard in a quarter that are many.
            step: strictness of one step.
            most: the most that signals lower it.
        """
        now, before = self.heard[neighbourhood][ABOUT_REFUSAL], self.refusals_before[neighbourhood]
        if now >= many and before >= many:
            self.milder[neighbourhood] = min(self.milder[neighbourhood] + step, most)
        elif now == 0 and before == 0:
            self.milder[neighbourhood] = max(self.milder[neighbourhood] - step, 0.0)
        self.refusals_before[neighbourhood] = now
        self.heard[neighbourhood] = [0] * len(SUBJECTS)

    def listen_to_society(self, neighbourhood: int, alive: float, pace: float) -> None:
        """Let what the council wants move towards what lives among people.

        Args:
            neighbourhood: which one.
            alive: how much lives there, 0 to 1.
            pace: how far the council moves towards it in a quarter.
        """
        self.mood[neighbourhood] += pace * (alive - self.mood[neighbourhood])
