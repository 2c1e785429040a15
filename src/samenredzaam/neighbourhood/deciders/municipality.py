"""The municipality, which closes its books once a year."""

from samenredzaam.neighbourhood.deciders.decider import Decider


class Municipality(Decider):
    """The municipality: provisions are a right, so overspending becomes a deficit, and a deficit strictness."""

    spent_cents: list[int]
    deficit_cents: list[int]
    extra_strictness: list[float]
    assisted_at_start: list[float]
    saved_on_assistance_cents: list[int]

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
