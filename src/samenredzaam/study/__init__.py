"""Running it: many runs, their results, and what can be concluded from them."""
