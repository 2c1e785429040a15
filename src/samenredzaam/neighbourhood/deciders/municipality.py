"""The municipality, which closes its books once a year."""

from samenredzaam.neighbourhood.deciders.decider import Decider


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
