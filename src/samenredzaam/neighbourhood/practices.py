"""Practices: ways of working that organisations take up from each other, on paper at first, and then make their own.

Each says which levers tell how much of it is wanted. What happens on the ground is what there was at the start, and of
what is wanted beyond it as much as was taken up (adopted) and made one's own (appropriated).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from samenredzaam.neighbourhood.styles import STYLE_LEVERS
from samenredzaam.parameters import parameter
from samenredzaam.texts import Text


@dataclass(frozen=True)
class Practice:
    """A way of working.

    Attributes:
        name: what it is called.
        levers: how much of it is wanted; the first says whether it is wanted at all.
        room: the lever without which nobody can do it, or None.
        follow: levers that make room for it, and so move as far as it does.
    """

    name: Text
    levers: tuple[str, ...]
    room: str | None
    follow: tuple[str, ...] = ()


OTHER_STYLES = tuple(lever for lever in STYLE_LEVERS.values() if lever != "style_client_led")

PRACTICES: dict[str, Practice] = {
    "prescribing": Practice(
        Text("welzijn op recept", "social prescribing"), ("participating_gps_share", "link_worker_hours"), None
    ),
    "blended": Practice(Text("gemengd werken", "blended work"), ("digital_share",), "team_hours"),
    "client_led": Practice(
        Text("de client aan het roer", "the client in the lead"),
        ("style_client_led", "client_steers_share"),
        "team_hours",
        OTHER_STYLES,
    ),
    "with_work": Practice(
        Text("ontmoeten en werken samen", "meeting and work combined"), ("activity_work_share",), "meeting_places"
    ),
    "mixed": Practice(Text("gemengde groepen", "mixed groups"), ("mixed_share",), "meeting_places"),
    "experts": Practice(Text("ervaringsdeskundigen", "experts by experience"), ("experts_by_experience",), None),
    "trained_respite": Practice(
        Text("respijtzorg door opgeleide bewoners", "respite by trained residents"),
        ("respite_by_trained_share",),
        "respite_hours",
    ),
}
"""Every practice by name, in the order in which the field keeps them."""

PRACTISED = tuple(lever for one in PRACTICES.values() for lever in (*one.levers, *one.follow))
"""The levers of practices: what of them is in force hangs on what organisations do."""

PRACTICE_OF = np.array([place for place, one in enumerate(PRACTICES.values()) for _ in (*one.levers, *one.follow)])
"""For each of PRACTISED its practice."""

KEY = np.array([PRACTISED.index(one.levers[0]) for one in PRACTICES.values()])
"""For each practice the place in PRACTISED of the lever that says whether it is wanted."""

LEADS = np.array([
    KEY[place] if lever in one.follow else PRACTISED.index(lever)
    for place, one in enumerate(PRACTICES.values()) for lever in (*one.levers, *one.follow)
])  # fmt: skip
"""For each of PRACTISED which of them says whether more is wanted: itself, or the lever that it makes room for."""

ROOM = tuple(one.room for one in PRACTICES.values())


@dataclass(frozen=True)
class Practices:
    """What a practice is where it is fully in use, and how many organisations had taken it up before the first week."""

    participating_gps_share_in_full: float = parameter(
        0.5, unit="share of GPs", low=0.1, high=1.0,
        nl="deel van de huisartsen dat meedoet waar welzijn op recept gewoon is",
        en="share of GPs who take part where social prescribing is usual",
        assumption="not every GP joins where it is offered; size not read",
    )  # fmt: skip
    link_worker_hours_in_full: float = parameter(
        2.0, unit="hours per 1,000 residents per week", low=0.5, high=10.0,
        nl="uren welzijnscoach waar welzijn op recept gewoon is", en="link worker hours where prescribing is usual",
        assumption="half a job for a neighbourhood of 10,000; size not read",
    )  # fmt: skip
    digital_share_in_full: float = parameter(
        0.3, unit="share of contact", low=0.1, high=0.8,
        nl="digitaal deel van het contact waar gemengd werken gewoon is",
        en="digital share of the contact where blended work is usual",
        assumption="most contact stays face to face where both are offered; size not read",
    )  # fmt: skip
    style_client_led_in_full: float = parameter(
        0.4, unit="weight", low=0.1, high=1.0,
        nl="gewicht van zaken met de client aan het roer waar dat gewoon is",
        en="weight of cases with the client in the lead where that is usual",
        assumption="as usual as activating work is today; size not read",
    )  # fmt: skip
    client_steers_share_in_full: float = parameter(
        0.7, unit="share of cases", low=0.3, high=1.0,
        nl="deel van de zaken waarin de client beslist waar die aan het roer zit",
        en="share of cases in which the client decides where clients lead",
        assumption="most cases, and not those in which danger or law decides; size not read",
    )  # fmt: skip
    activity_work_share_in_full: float = parameter(
        0.4, unit="share of activities", low=0.1, high=1.0,
        nl="deel van de activiteiten met werk waar dat gewoon is",
        en="share of activities with work where that is usual",
        assumption="twice as many as there are today; size not read",
    )  # fmt: skip
    mixed_share_in_full: float = parameter(
        0.75, unit="share of activities", low=0.3, high=1.0,
        nl="deel van de activiteiten dat gemengd is waar dat gewoon is",
        en="share of activities that are mixed where that is usual",
        assumption="some groups are better off among themselves; size not read",
    )  # fmt: skip
    experts_by_experience_in_full: float = parameter(
        2.0, unit="people per 1,000 residents", low=0.2, high=20.0,
        nl="ervaringsdeskundigen waar met hen werken gewoon is",
        en="experts by experience where working with them is usual",
        assumption="one for some of the team's cases; size not read",
    )  # fmt: skip
    respite_by_trained_share_in_full: float = parameter(
        0.3, unit="share of respite hours", low=0.05, high=1.0,
        nl="deel van de respijtzorg door opgeleide bewoners waar dat gewoon is",
        en="share of respite by trained residents where that is usual",
        assumption="a part beside paid respite; size not read",
    )  # fmt: skip
    prescribing_at_start: float = parameter(
        0.5, unit="share of organisations", low=0.0, high=1.0,
        nl="deel van het veld met welzijn op recept in de eerste week",
        en="share of the field with social prescribing in the first week", source="iq_healthcare",
    )  # fmt: skip
    blended_at_start: float = parameter(
        0.3, unit="share of organisations", low=0.0, high=1.0,
        nl="deel van het veld met gemengd werken in de eerste week",
        en="share of the field with blended work in the first week",
        assumption="tried widely since 2020 and kept by some; no figure read, wide range",
    )  # fmt: skip
    client_led_at_start: float = parameter(
        0.15, unit="share of organisations", low=0.0, high=1.0,
        nl="deel van het veld met de client aan het roer in de eerste week",
        en="share of the field with the client in the lead in the first week",
        assumption="few organisations; no figure read, wide range",
    )  # fmt: skip
    with_work_at_start: float = parameter(
        0.2, unit="share of organisations", low=0.0, high=1.0,
        nl="deel van het veld met ontmoeten en werken samen in de eerste week",
        en="share of the field with meeting and work combined in the first week",
        assumption="examples are known in many towns; no figure read, wide range",
    )  # fmt: skip
    mixed_at_start: float = parameter(
        0.3, unit="share of organisations", low=0.0, high=1.0,
        nl="deel van het veld met gemengde groepen in de eerste week",
        en="share of the field with mixed groups in the first week",
        assumption="most groups are still for one kind of people; no figure read, wide range",
    )  # fmt: skip
    experts_at_start: float = parameter(
        0.3, unit="share of organisations", low=0.0, high=1.0,
        nl="deel van het veld met ervaringsdeskundigen in de eerste week",
        en="share of the field with experts by experience in the first week",
        assumption="usual in mental health care, less so in welfare work; no figure read, wide range",
    )  # fmt: skip
    trained_respite_at_start: float = parameter(
        0.05, unit="share of organisations", low=0.0, high=1.0,
        nl="deel van het veld met respijtzorg door opgeleide bewoners in de eerste week",
        en="share of the field with respite by trained residents in the first week",
        assumption="tried in a few places; no figure read, wide range",
    )  # fmt: skip

    @cached_property
    def in_full(self) -> np.ndarray:
        """Return what each of PRACTISED is where its practice is fully in use, 0 for those that only make room."""
        return np.array([float(getattr(self, f"{lever}_in_full", 0.0)) for lever in PRACTISED])

    @cached_property
    def at_start(self) -> np.ndarray:
        """Return the share of the field that had taken up each practice before the first week, shape (practices,)."""
        return np.array([float(getattr(self, f"{name}_at_start")) for name in PRACTICES])

    def used_before(self, in_place: np.ndarray) -> np.ndarray:
        """Return how much of each practice there is where so much is in place, shape (organisations, practices)."""
        return np.minimum(in_place[:, KEY] / self.in_full[KEY], 1.0)

    def in_force(self, wished: np.ndarray, in_place: np.ndarray, done: np.ndarray, own: np.ndarray) -> np.ndarray:
        """Return what is in force of each of PRACTISED in each neighbourhood.

        An organisation that took a practice up by itself wants it in full, unless less is wished than there was. What
        is wanted more than there was comes as far as it is done; less comes at once.

        Args:
            wished: what policy says, shape (neighbourhoods, PRACTISED).
            in_place: what there was at the start, same shape.
            done: adopted x appropriated, shape (neighbourhoods, practices).
            own: whether the organisation took it up by itself, same shape.
        """
        by_itself = own[:, PRACTICE_OF] & (wished >= in_place)
        wanted = np.where(by_itself, np.maximum(wished, self.in_full), wished)
        more = (wanted > in_place)[:, LEADS]
        return np.where(more, in_place + (wanted - in_place) * done[:, PRACTICE_OF], wished)
