"""Social prescribing evaluated: before and after, against controls, and against the same people without it.

People are referred when things are bad for a time, so whoever looks only before and after sees an effect that is none.
"""

from typing import NamedTuple

import numpy as np

from samenredzaam.model import NeighbourhoodModel
from samenredzaam.scenario import Scenario

QUARTER_WEEKS = 13


class Evaluation(NamedTuple):
    """Change in contacts with the GP as a share of those in the quarter of a year that ends with the referral.

    Attributes:
        people: how many were referred and were here all the time.
        before_after: change among them, from the quarter before to the quarter after.
        controls: change among others who saw the GP about worries for the first time, and were never referred.
        against_controls: the first less the second.
        against_self: the contacts of those referred in the year after, to their own where no GP refers, less one.
    """

    people: int
    before_after: float
    controls: float
    against_controls: float
    against_self: float


class _Course(NamedTuple):
    """What was followed in a run: contacts by who and week; first weeks of referral and of a psychosocial contact."""

    contacts: dict[int, np.ndarray]
    referred: dict[int, int]
    worried: dict[int, int]


def evaluate(
    scenario: Scenario, seed: int, *, residents: int, spin_up_weeks: int, weeks: int = 156, year: int = 52
) -> Evaluation:
    """Run a scenario in which GPs refer, and the same without, and evaluate those referred in its second year.

    Args:
        scenario: one in which GPs take part from the start, in force all the time.
        seed: the seed.
        residents: size of the neighbourhood.
        spin_up_weeks: weeks lived before week 0.
        weeks: weeks followed, of which the first and the last `year` are for looking back and ahead.
        year: weeks on either side in which those referred must have been here.

    Raises:
        ValueError: where nobody was referred, or nobody could be a control.
    """
    trunk = NeighbourhoodModel(scenario, seed, residents=residents, spin_up_weeks=spin_up_weeks, record=False)
    alone = trunk.branch(scenario)
    alone.mechanisms = type(alone.mechanisms)({**scenario.parameters, "prescribing.referral_chance": 0.0})
    with_it, without = _followed(trunk, weeks), _followed(alone, weeks)
    inside = range(year, weeks - year)
    there = with_it.contacts.keys() & without.contacts.keys()
    referred = {who: week for who, week in with_it.referred.items() if week in inside and who in there}
    controls = {
        who: week
        for who, week in with_it.worried.items()
        if week in inside and who in there and who not in with_it.referred
    }
    if not referred or not controls:
        raise ValueError("nobody was referred, or nobody stays to compare with; take more residents or more weeks")
    change, usual = _change(with_it, referred), _change(with_it, controls)
    after = [sum(int(one.contacts[who][week + 1 : week + 1 + year].sum()) for who, week in referred.items())
             for one in (with_it, without)]  # fmt: skip
    return Evaluation(len(referred), change, usual, change - usual, after[0] / after[1] - 1.0 if after[1] else 0.0)


def _change(course: _Course, who_when: dict[int, int]) -> float:
    """Return the relative change in contacts from the quarter that ends with someone's week to the one after."""
    before = after = 0
    for who, week in who_when.items():
        contacts = course.contacts[who]
        before += int(contacts[week - QUARTER_WEEKS + 1 : week + 1].sum())
        after += int(contacts[week + 1 : week + 1 + QUARTER_WEEKS].sum())
    return after / before - 1.0


def _followed(model: NeighbourhoodModel, weeks: int) -> _Course:
    """Live some weeks and note, of everyone here all the time, when they saw the GP and were referred."""
    course = _Course({}, {}, {})
    start = set(model.town.residents.identity[model.town.residents.used].tolist())
    course.contacts.update({who: np.zeros(weeks, dtype=np.int64) for who in start})
    for number in range(weeks):
        model.step()
        residents = model.town.residents
        week = model.town.week
        for who in residents.identity[residents.used & (residents.gp_contact == week)].tolist():
            if who in course.contacts:
                course.contacts[who][number] += 1
        # Who was referred this week has not been to the link worker yet.
        for notes, when in ((course.referred, residents.prescribed_since), (course.worried, residents.gp_psychosocial)):
            for who in residents.identity[residents.used & (when == week)].tolist():
                notes.setdefault(who, number)
    here = set(model.town.residents.identity[model.town.residents.used].tolist())
    for who in course.contacts.keys() - here:
        del course.contacts[who]
    return course
