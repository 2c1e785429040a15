"""Practices spread: organisations begin what they see with peers, what they are asked for, and what they are told.

Front-runners begin by themselves. An order puts a practice on paper at once, and lapses with the order unless the
organisation has made it its own by then. During the spin-up the field is at rest.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from samenredzaam.curves import lognormal
from samenredzaam.neighbourhood.columns import rows_where
from samenredzaam.neighbourhood.field import EACH, HERE, PEERS, SEASON_WEEKS, name_organisations, seat
from samenredzaam.neighbourhood.field import STANDS_BESIDE as PEERS_OF
from samenredzaam.neighbourhood.practices import KEY, PRACTISED, Practices
from samenredzaam.neighbourhood.town import Town
from samenredzaam.neighbourhood.turns import TURN_WEEKS
from samenredzaam.parameters import parameter
from samenredzaam.streams import drawn_for, purpose

WHAT_IT_IS_LIKE = purpose("what an organisation elsewhere is like")
USED_BEFORE = purpose("which practices an organisation uses in the first week")
OWN_SINCE = purpose("how far it had made them its own")
OWN_NAME = purpose("whether a practice goes by a name of one's own")
TAKES_UP = purpose("an organisation takes up a practice it sees with others")
ASKED_TO = purpose("an organisation takes up a practice it is asked for")
IS_ORDERED = purpose("which organisations are told to take up a practice")
TAKES_A_SEAT = purpose("which organisations sit in a learning circle")

_SIZE, _ROOM, _BACKING, _TURNOVER, _LEARNING, _FRONT = range(6)
THOUSANDTHS = 1000
"""What others see is added up in whole thousandths, so that no sum hangs on its order."""


@dataclass(frozen=True)
class Spreading:
    """Which organisations take up which practices: what is wished once in four weeks, what is seen once in a season."""

    writes: ClassVar = ("adopted", "ordered", "own", "variant", "seated")

    practices: Practices = Practices()
    pace: float = parameter(
        0.0106, unit="chance per week", low=0.0, high=0.05,
        nl="kans om iets over te nemen waarvan men bij alle anderen ziet dat het werkt",
        en="chance to take up what is seen to work with all others",
        assumption="0.0053 for each that has adopted it, from 25% to 50% of municipalities in four years "
        "(iq_healthcare); twice that, since about half of what is adopted is seen to work",
    )  # fmt: skip
    variant_seen: float = parameter(
        0.7, unit="share", low=0.0, high=1.0,
        nl="hoeveel anderen zien van een werkwijze onder een eigen naam, naar een onder een bekende naam",
        en="how much others see of a practice under a name of one's own, to one under a known name",
        assumption="who does not know the name does not see that it is the same; size not read",
    )  # fmt: skip
    circle_counts: float = parameter(
        1.0, unit="times", low=0.0, high=4.0,
        nl="hoe zwaar de anderen in een leerkring tellen, naast de vaste contacten",
        en="how heavily the others in a learning circle count, beside one's peers",
        assumption="as much as one's peers: one sees them as often; size not read",
    )  # fmt: skip
    meeting_counts: float = parameter(
        1.0, unit="times", low=0.0, high=4.0,
        nl="hoe zwaar andere koplopers tellen die men elke vier weken in een arena ontmoet",
        en="how heavily other front-runners count who are met in an arena every four weeks",
        assumption="as much as one's peers; size not read",
    )  # fmt: skip
    front_runner_share: float = parameter(
        0.1, unit="share of organisations", low=0.0, high=0.5,
        nl="deel van de organisaties dat koploper is", en="share of organisations that are front-runners",
        assumption="the few who try new things first; size not read",
    )  # fmt: skip
    begins_chance: float = parameter(
        0.002, unit="chance per week", low=0.0, high=0.02,
        nl="kans dat een koploper uit zichzelf met een werkwijze begint",
        en="chance that a front-runner begins a practice by itself",
        assumption="one of the practices in a year or two; size not read",
    )  # fmt: skip
    asked_chance: float = parameter(
        0.04, unit="chance per week", low=0.0, high=0.5,
        nl="kans dat een organisatie begint met een werkwijze waar om gevraagd wordt",
        en="chance that an organisation begins a practice that it is asked for",
        assumption="half a year to decide and prepare; size not read",
    )  # fmt: skip
    kept_from: float = parameter(
        0.5, unit="0 to 1", low=0.0, high=1.0,
        nl="hoever men zich een werkwijze eigen moet hebben gemaakt om ermee door te gaan als de opdracht vervalt",
        en="how far a practice must be made one's own to go on with it when the order lapses",
        assumption="when more of it is done than not; size not read",
    )  # fmt: skip
    size_median: float = parameter(
        30.0, unit="people", low=5.0, high=200.0,
        nl="mediaan van het aantal medewerkers van organisaties elders",
        en="median number of people who work in organisations elsewhere",
        assumption="some hundreds of organisations of very different size; no figure read",
    )  # fmt: skip
    size_sigma: float = parameter(
        1.0, unit="log of people", low=0.1, high=2.0,
        nl="spreiding van dat aantal", en="spread of that number, as sigma of a lognormal",
        assumption="from a handful to hundreds; no figure read",
    )  # fmt: skip
    turnover_mean: float = parameter(
        0.003, unit="share per week", low=0.0, high=0.02,
        nl="gemiddeld vertrek bij organisaties elders", en="mean turnover of organisations elsewhere",
        assumption="about that of the teams here: one in seven a year",
    )  # fmt: skip
    learning_mean: float = parameter(
        0.03, unit="share of working hours", low=0.0, high=0.2,
        nl="gemiddelde tijd voor leren bij organisaties elders", en="mean time for learning of organisations elsewhere",
        assumption="about that of the teams here; no figure read",
    )  # fmt: skip

    @cached_property
    def _sizes(self) -> np.ndarray:
        return lognormal(self.size_median, self.size_sigma)

    def step(self, town: Town) -> None:
        """Found the field in the first week of all; later, let organisations begin and stop."""
        if town.field.identity[0] == 0:
            self._found(town)
        if town.week < 0 or town.week % TURN_WEEKS:
            return
        wished, before = self._wishes(town)
        if town.week % SEASON_WEEKS and not wished.any():
            return
        told = self._told(town, wished > 0)
        self._stop(town, wished, told, before)
        self._obey(town, told)
        self._ask(town, wished)
        if town.week % SEASON_WEEKS == 0:
            self._seat(town)
            self._convince(town, wished)

    def _found(self, town: Town) -> None:
        """Write who there is, what they are like, and what they use already."""
        field, streams = town.field, town.streams
        name_organisations(field, len(town.codes))
        seat(field, streams.lasting_key(PEERS_OF))
        key = streams.lasting_key(WHAT_IT_IS_LIKE)
        luck = [drawn_for(key, field.identity, which) for which in range(6)]
        field.size[:] = np.maximum(self._sizes[(luck[_SIZE] * len(self._sizes)).astype(np.int64)] + 0.5, 1.0)
        field.room_to_decide[:], field.backing[:] = luck[_ROOM], luck[_BACKING]
        field.turnover[:] = 2.0 * self.turnover_mean * luck[_TURNOVER]
        field.learning[:] = 2.0 * self.learning_mean * luck[_LEARNING]
        field.front_runner[:] = luck[_FRONT] < self.front_runner_share
        common = town.policy["common_brand"].mean()
        field.variant[:] = field.by_practice(streams.lasting_key(OWN_NAME)) >= common
        field.own[:] = field.by_practice(streams.lasting_key(USED_BEFORE)) < self.practices.at_start
        field.adopted[:] = field.own
        field.appropriated[:] = field.own * field.by_practice(streams.lasting_key(OWN_SINCE))
        field.in_place[HERE] = np.array([town.policy[lever] for lever in PRACTISED]).T
        before = self.practices.used_before(field.in_place[HERE])
        field.own[HERE], field.adopted[HERE], field.appropriated[HERE] = False, before, before

    def _wishes(self, town: Town) -> tuple[np.ndarray, np.ndarray]:
        """Return whether more (1) or less (-1) than was in place is wished of each practice, and what that leaves.

        Nobody elsewhere wishes anything. Both of shape (organisations, practices).
        """
        field = town.field
        wished, before = np.zeros((field.capacity, EACH), dtype=np.int8), np.zeros((field.capacity, EACH))
        now = np.array([town.policy[PRACTISED[key]] for key in KEY]).T
        there = field.in_place[HERE, KEY]
        wished[HERE] = np.sign(now - there)
        before[HERE] = np.minimum(np.minimum(now, there) / self.practices.in_full[KEY], 1.0)
        return wished, before

    def _seat(self, town: Town) -> None:
        """Let organisations take their seat in a learning circle; who has no hours to learn sends nobody."""
        field = town.field
        share = town.policy["learning_circles"].mean()
        luck = drawn_for(town.streams.lasting_key(TAKES_A_SEAT), field.identity, 0)
        field.seated[:] = (luck < share) & (field.learning > 0.0)

    def _told(self, town: Town, more: np.ndarray) -> np.ndarray:
        """Return how much of each practice each organisation is told to take up, shape (organisations, practices)."""
        field, share = town.field, town.policy["field_orders"].mean()
        told = np.zeros((field.capacity, EACH))
        if share > 0.0:
            told[field.by_practice(town.streams.lasting_key(IS_ORDERED)) < share] = 1.0
        told[HERE] = np.maximum(told[HERE], more[HERE] * town.policy["roll_out"][:, None])
        return told

    def _stop(self, town: Town, wished: np.ndarray, told: np.ndarray, before: np.ndarray) -> None:
        """Let go what is no longer ordered or asked for, where it has not become one's own; or what is wished less."""
        field, less = town.field, wished < 0
        field.own[less] = False
        over = ~field.own & (told == 0.0) & (wished <= 0) & (field.adopted > before)
        kept = over & ~less & (field.appropriated >= self.kept_from)
        field.own[kept] = True
        field.ordered[over] = 0.0
        gone = over & ~kept
        field.adopted[gone] = before[gone]

    def _obey(self, town: Town, told: np.ndarray) -> None:
        """Put on paper what is ordered, under the name that was given with the order."""
        field = town.field
        added = np.maximum(told - field.adopted, 0.0)
        field.adopted += added
        field.ordered += added
        field.variant[added > 0.0] = False

    def _ask(self, town: Town, wished: np.ndarray) -> None:
        """Let organisations begin what they are asked for."""
        field = town.field
        asked = ~field.own & (wished > 0) & (field.adopted < 1.0)
        if asked.any():
            asked &= field.by_practice(town.key(ASKED_TO)) < TURN_WEEKS * self.asked_chance
            self._name(town, *np.nonzero(asked))
            field.adopted[asked] = 1.0

    def _convince(self, town: Town, wished: np.ndarray) -> None:
        """Let organisations take up by themselves what they see working with others, and front-runners anything."""
        field = town.field
        luck = field.by_practice(town.key(TAKES_UP))
        convinced = ~field.own & (wished >= 0) & (luck < SEASON_WEEKS * self._chances(town))
        self._name(town, *np.nonzero(convinced & (field.adopted < 1.0)))
        field.adopted[convinced] = 1.0
        field.own[convinced] = True
        field.ordered[convinced] = 0.0

    def _name(self, town: Town, rows: np.ndarray, practices: np.ndarray) -> None:
        """Let what organisations take up go by the common name, or by a name of their own."""
        luck = drawn_for(town.streams.lasting_key(OWN_NAME), town.field.identity[rows], practices)
        town.field.variant[rows, practices] = luck >= town.policy["common_brand"].mean()

    def _chances(self, town: Town) -> np.ndarray:
        """Return the chance per week that each organisation begins each practice, shape (organisations, practices)."""
        field = town.field
        shown = np.where(field.variant, self.variant_seen, 1.0)
        seen = (THOUSANDTHS * field.adopted * field.appropriated * shown + 0.5).astype(np.int64)
        others = seen[field.peers].sum(axis=1) / (THOUSANDTHS * PEERS)
        others += self.circle_counts * self._in_circles(town, seen)
        front = field.front_runner[:, None]
        met = self.meeting_counts * town.policy["arena_meetings"].mean() * TURN_WEEKS / 52.0
        if met > 0.0:
            many = max(int(front.sum()), 1)
            others += front * met * seen[field.front_runner].sum(axis=0) / (THOUSANDTHS * many)
        return self.pace * others + front * self.begins_chance

    def _in_circles(self, town: Town, seen: np.ndarray) -> np.ndarray:
        """Return what each organisation sees of the others in its learning circle, shape (organisations, practices)."""
        field = town.field
        rows = rows_where(field.seated)
        found = np.zeros(seen.shape)
        total = np.zeros((len(seen), EACH), dtype=np.int64)
        np.add.at(total, field.circle[rows], seen[rows])
        others = np.bincount(field.circle[rows], minlength=len(seen))[field.circle[rows], None] - 1
        found[rows] = (total[field.circle[rows]] - seen[rows]) / (THOUSANDTHS * np.maximum(others, 1))
        return found
