"""Styles of welfare work: what is said of a case, what is done in it, and what each style takes and brings."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from samenredzaam.curves import table
from samenredzaam.kernels import inlined
from samenredzaam.neighbourhood.residents import ACTIVATING, CLIENT_LED, DIRECTIVE, LAISSEZ_FAIRE, OUTREACH, STYLES
from samenredzaam.parameters import parameter

STYLE_LEVERS = {
    DIRECTIVE: "style_directive",
    ACTIVATING: "style_activating",
    LAISSEZ_FAIRE: "style_laissez_faire",
    CLIENT_LED: "style_client_led",
}
"""The levers that weigh the styles which an organisation can choose; outreach comes with whom it reaches."""

_CODES = np.array([*STYLE_LEVERS], dtype=np.int64)


@dataclass(frozen=True)
class Styles:
    """How a style changes what a case takes and what the client does."""

    directive_time: float = parameter(
        1.3, unit="factor", low=1.0, high=2.0,
        nl="tijd in een sturende zaak, naar wat de dienst vraagt",
        en="time in a directive case, to what the service asks",
        assumption="quick relief by doing it for the client; size not read",
    )  # fmt: skip
    activating_time: float = parameter(
        0.7, unit="factor", low=0.3, high=1.0,
        nl="tijd in een activerende zaak", en="time in an activating case",
        assumption="the client does a part; size not read",
    )  # fmt: skip
    laissez_faire_time: float = parameter(
        0.3, unit="factor", low=0.05, high=0.8,
        nl="tijd in een zaak die op afstand wordt gevolgd", en="time in a case followed from a distance",
        assumption="a call now and then; size not read",
    )  # fmt: skip
    outreach_time: float = parameter(
        1.2, unit="factor", low=0.8, high=3.0,
        nl="tijd in een zaak van bemoeizorg", en="time in a case of assertive outreach",
        assumption="looking people up costs hours; size not read",
    )  # fmt: skip
    client_led_time: float = parameter(
        1.0, unit="factor", low=0.5, high=1.5,
        nl="tijd in een zaak met de client aan het roer, als er vertrouwen is",
        en="time in a case with the client in the lead, once there is trust",
        assumption="serving takes as long as steering; size not read",
    )  # fmt: skip
    client_led_needs_bond: float = parameter(
        0.7, unit="share", low=0.0, high=1.0,
        nl="deel van een zaak met de client aan het roer dat van vertrouwen afhangt",
        en="share of a case with the client in the lead that hangs on trust",
        assumption="the slowest start of all styles; size not read",
    )  # fmt: skip
    activating_needs_bond: float = parameter(
        0.3, unit="share", low=0.0, high=1.0,
        nl="deel van een activerende zaak dat van vertrouwen afhangt",
        en="share of an activating case that hangs on trust",
        assumption="less than with the client in the lead; size not read",
    )  # fmt: skip
    activating_own: float = parameter(
        0.3, unit="share of the need", low=0.0, high=0.8,
        nl="eigen deel van de client in een activerende zaak, op den duur",
        en="the client's own part in an activating case, in the end",
        assumption="no figure read; wide range",
    )  # fmt: skip
    client_led_own: float = parameter(
        0.5, unit="share of the need", low=0.0, high=0.9,
        nl="eigen deel van de client met de client aan het roer, op den duur",
        en="the client's own part with the client in the lead, in the end",
        assumption="most own strength of all styles; size not read",
    )  # fmt: skip
    own_weeks: float = parameter(
        26.0, unit="weeks", low=4.0, high=104.0,
        nl="tijd waarin dat eigen deel groeit", en="time in which that own part grows",
        assumption="half a year; size not read",
    )  # fmt: skip
    activating_lost: float = parameter(
        0.006, unit="chance per week", low=0.0, high=0.05,
        nl="kans dat een client in een activerende zaak wegblijft",
        en="chance that a client in an activating case stays away",
        assumption="who cannot do the part asked of them stays away; about one in seven in half a year, size not read",
    )  # fmt: skip
    laissez_faire_weeks: float = parameter(
        0.5, unit="factor", low=0.1, high=1.0,
        nl="duur van een zaak die op afstand wordt gevolgd, naar wat de dienst vraagt",
        en="length of a case followed from a distance, to what the service asks",
        assumption="closed early; size not read",
    )  # fmt: skip
    steered_share: float = parameter(
        0.6, unit="share", low=0.0, high=1.0,
        nl="deel van de activerende zaken en die met de client aan het roer dat in feite sturend is, waar de "
        "organisatie beslist",
        en="share of activating cases and of those with the client in the lead that are in fact directive, where the "
        "organisation decides",
        assumption="paternalism stayed while styles came and went; size not read",
    )  # fmt: skip

    @cached_property
    def time(self) -> np.ndarray:
        """Return the factor on a service's minutes for each style, shape (styles,)."""
        return table(
            [
                1.0, self.directive_time, self.activating_time, self.laissez_faire_time, self.outreach_time,
                self.client_led_time,
            ]
        )  # fmt: skip

    @cached_property
    def needs_bond(self) -> np.ndarray:
        """Return the share of the work that hangs on the bond with the worker, shape (styles,)."""
        return table([0.0, 0.0, self.activating_needs_bond, 0.0, 0.0, self.client_led_needs_bond])

    @cached_property
    def own(self) -> np.ndarray:
        """Return the share of the need that the client does in the end, shape (styles,)."""
        return table([0.0, 0.0, self.activating_own, 0.0, 0.0, self.client_led_own])

    @cached_property
    def lost(self) -> np.ndarray:
        """Return the weekly chance that a client stays away, shape (styles,)."""
        return table([0.0, 0.0, self.activating_lost, 0.0, 0.0, 0.0])

    @cached_property
    def lasting(self) -> np.ndarray:
        """Return the factor on the weeks of a case, shape (styles,)."""
        return table([self.laissez_faire_weeks if code == LAISSEZ_FAIRE else 1.0 for code in range(len(STYLES))])


@inlined
def professed_style(weights: np.ndarray, luck: float) -> int:
    """Return the style said to be used in a case, by the organisation's weights (of STYLE_LEVERS) and luck."""
    total, upto = 0.0, 0.0
    for weight in weights:
        total += weight
    for place in range(weights.shape[0]):
        upto += weights[place]
        if luck * total < upto:
            return int(_CODES[place])
    # Without any weight there is nothing to choose from, and the team does as it always did.
    return DIRECTIVE


@inlined
def style_in_fact(professed: int, client_steers: bool, luck: float, steered_share: float) -> int:
    """Return the style in fact: where the organisation steers, giving the client a part is often only said."""
    said_only = gives_part(professed) and not client_steers and luck < steered_share
    return DIRECTIVE if said_only else professed


@inlined
def gives_part(style: int) -> bool:
    """Tell whether a style gives the client a part."""
    return style in (ACTIVATING, CLIENT_LED)


@inlined
def work_done(bond: float, needs_bond: float) -> float:
    """Return the share of the work in a case that gets done with the bond there is."""
    return 1.0 - needs_bond * (1.0 - float(bond))


assert set(STYLE_LEVERS) | {OUTREACH} == set(range(1, len(STYLES)))
