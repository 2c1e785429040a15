"""What a need asks of someone unpaid: tasks of different weight, who is willing, and for how long at most."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from samenredzaam.curves import logit, table
from samenredzaam.kernels import inlined
from samenredzaam.neighbourhood.residents import PRACTICAL, SOCIAL
from samenredzaam.parameters import parameter

SHOPPING, CHAT, CARE, FORMS, HOUSEWORK, WALK = range(6)
"""The tasks; the first four are what a light need of each domain asks."""


def _willing(default: float, nl: str, en: str, source: str | None = None, assumption: str | None = None) -> Any:
    return parameter(
        default, unit="share", low=0.05, high=0.99, nl=nl, en=en, source=source, assumption=assumption
    )  # fmt: skip


def _most(default: float, nl: str, en: str) -> Any:
    return parameter(
        default, unit="hours per week", low=0.5, high=30.0, nl=nl, en=en,
        assumption="help of friends and neighbours is mostly light; size not read",
    )  # fmt: skip


@dataclass(frozen=True)
class Tasks:
    """The weight of each task, for all who are asked or offer."""

    willing_shopping: float = _willing(
        0.86, "bereid tot boodschappen en klussen", "willing to do shopping and odd jobs", "gfk_2015"
    )
    willing_chat: float = _willing(0.88, "bereid tot een praatje", "willing to have a chat", "gfk_2015")
    willing_walk: float = _willing(
        0.72, "bereid tot een wandeling of uitstapje", "willing to go for a walk or outing", "gfk_2015"
    )
    willing_housework: float = _willing(0.45, "bereid tot huishoudelijk werk", "willing to do housework", "gfk_2015")
    willing_care: float = _willing(
        0.29, "bereid tot persoonlijke verzorging", "willing to give personal care", "gfk_2015"
    )
    willing_forms: float = _willing(
        0.6, "bereid te helpen met papieren of geld", "willing to help with forms or money",
        assumption="not in the survey of willingness; between housework and shopping",
    )  # fmt: skip
    most_shopping: float = _most(
        3.0, "uren boodschappen en klussen, hoogstens", "hours of shopping and odd jobs at most"
    )
    most_chat: float = _most(2.0, "uren voor een praatje, hoogstens", "hours of chatting at most")
    most_walk: float = _most(4.0, "uren wandelen of uitgaan, hoogstens", "hours of walks and outings at most")
    most_housework: float = _most(4.0, "uren huishoudelijk werk, hoogstens", "hours of housework at most")
    most_care: float = _most(7.0, "uren verzorging, hoogstens", "hours of care at most")
    most_forms: float = _most(3.0, "uren voor papieren of geld, hoogstens", "hours for forms or money at most")
    most_kin: float = parameter(
        20.0, unit="hours per week", low=2.0, high=60.0,
        nl="uren waarmee familie hoogstens per afspraak instemt, voor welke taak ook",
        en="hours that kin agree to at most at a time, whatever the task",
        assumption="about what half can bear",
    )  # fmt: skip
    burden: float = parameter(
        -0.7, unit="logit", low=-2.0, high=1.0,
        nl="hoeveel lager het ja in het echt ligt dan in een vragenlijst",
        en="how much lower a yes in earnest lies than in a survey",
        assumption="stated willingness overstates; size not read",
    )  # fmt: skip

    @cached_property
    def willing(self) -> np.ndarray:
        """Return the logit of saying yes by task, with a tie of strength one half and no strain."""
        shares = (
            self.willing_shopping, self.willing_chat, self.willing_care, self.willing_forms, self.willing_housework,
            self.willing_walk,
        )  # fmt: skip
        return table([logit(share) + self.burden for share in shares])

    @cached_property
    def most_minutes(self) -> np.ndarray:
        """Return the minutes a week that those who are not kin agree to at most, by task; and last, that kin do."""
        hours = (
            self.most_shopping, self.most_chat, self.most_care, self.most_forms, self.most_housework, self.most_walk,
            self.most_kin,
        )  # fmt: skip
        return np.array([int(60 * most) for most in hours], dtype=np.int64)


@inlined
def task_of(domain: int, stage: int, lasting: bool) -> int:
    """Return the task of a need: what lasts asks housework, and what lasts or is not light asks going out."""
    if domain == PRACTICAL and lasting:
        return HOUSEWORK
    if domain == SOCIAL and (lasting or stage > 1):
        return WALK
    return domain
