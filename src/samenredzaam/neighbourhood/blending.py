"""Blended work: a part of the contact in cases is digital, for those who can; it takes less time and binds less."""

from dataclasses import dataclass

from samenredzaam.kernels import inlined
from samenredzaam.parameters import parameter


@dataclass(frozen=True)
class Blending:
    """What digital contact takes and who can use it."""

    digital_time: float = parameter(
        0.4, unit="share", low=0.1, high=1.0,
        nl="tijd die digitaal contact kost, naar hetzelfde contact van mens tot mens",
        en="time that digital contact takes, to the same contact face to face",
        assumption="no travel, and one answer serves many; size not read",
    )  # fmt: skip
    digital_skill_needed: float = parameter(
        0.5, unit="0 to 1", low=0.0, high=1.0,
        nl="digitale vaardigheid waarmee iemand er iets aan heeft", en="digital skill with which it is of use",
        assumption="the middle of the scale",
    )  # fmt: skip
    noticed_share: float = parameter(
        0.5, unit="share", low=0.0, high=1.0,
        nl="deel van wie het niet kan bij wie dat wordt gemerkt, en die gewoon iemand ziet",
        en="share of those who cannot of whom that is noticed, and who see somebody after all",
        assumption="no figure read; wide range",
    )  # fmt: skip
    digital_bond: float = parameter(
        0.3, unit="share", low=0.0, high=1.0,
        nl="hoe snel vertrouwen groeit in digitaal contact, naar contact van mens tot mens",
        en="how fast trust grows in digital contact, to contact face to face",
        assumption="thinner relations; size not read",
    )  # fmt: skip


@inlined
def left_of_time(able: bool, noticed: bool, share: float, digital_time: float) -> float:
    """Return what is left of a professional's time for a case of whose contact a share is digital.

    Those who cannot use it and are not noticed miss that part, and the professional saves its time.
    """
    if able:
        return 1.0 - share * (1.0 - digital_time)
    return 1.0 if noticed else 1.0 - share


@inlined
def reached(minutes: float, able: bool, share: float, digital_time: float) -> float:
    """Return the contact someone has for a professional's minutes: more where part of it is digital."""
    return minutes / (1.0 - share * (1.0 - digital_time)) if able else minutes
