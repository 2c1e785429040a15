"""By what setpoint loneliness comes out as published: a small calculation in closed form.

`python -m tests.setpoint` lives the national composition through its spin-up and prints the two parameters of
`people` that give a latent mean of 2.3 and a spread of 5.8 (48.6% lonely, 14.2% severely: rivm_2022). These are targets
that the parameters are set by. Of each adult, loneliness L moves towards u + d, where u is their setpoint and d what
ties, contact, limitation, losses, street, self-reliance and the loneliness of ties add. Those who tend to be lonely go
out less and so have less contact: d = e + b u, with b the slope of d on u, and e what does not hang on u.

    mean(L) = mean(u) + mean(d)       variance(L) = (1 + b)^2 variance(u) + variance(e) + noise^2 / (1 - (1 - pace)^2)
    mean(d) = mean(e) + b mean(u)

e and b are read from the town as it is.
"""

import dataclasses
import math
import sys
from typing import Any

import numpy as np

from samenredzaam.curves import protection
from samenredzaam.model import NeighbourhoodModel
from samenredzaam.neighbourhood.residents import LIVING_ALONE
from samenredzaam.neighbourhood.streets import USUAL_LIVEABILITY
from samenredzaam.neighbourhood.town import Town
from samenredzaam.scenario import read

MEAN, SPREAD = 2.3, 5.8
RESIDENTS, SEED = 10_000, 1


def added(feeling: Any, town: Town) -> np.ndarray:
    """Return what is added to the setpoint of each adult, shape (adults,)."""
    people = town.residents
    rows = np.flatnonzero(people.used & (people.age >= 18))
    homes = np.bincount(people.home[people.used], minlength=town.homes.capacity)
    met = people.contacts[rows] + 4.0 * (homes[people.home[rows]] - 1)
    wanted = 4.0 * people.wanted_contacts[rows].astype(float) * feeling.wants[people.age[rows]]
    since, mourned = town.week - people.partner_lost[rows], town.week - people.bereaved[rows]
    pleasant = town.streets.liveability[town.homes.street[people.home[rows]]]
    return (
        np.array([-feeling.ties_protect * float(protection(int(good))) for good in people.good_ties[rows]])
        + feeling.gap_adds * np.maximum(1.0 - met / np.maximum(wanted, 1e-9), 0.0) * (wanted > 0)
        + feeling.alone_adds * (people.position[rows] == LIVING_ALONE)
        + feeling.limited_adds * people.limitation[rows]
        + np.maximum(
            feeling.loss_adds * np.maximum(1.0 - since / feeling.loss_weeks, 0.0),
            feeling.grief_adds * np.maximum(1.0 - mourned / feeling.grief_weeks, 0.0),
        )
        - feeling.street_lowers * (pleasant.astype(float) - USUAL_LIVEABILITY)
        - feeling.reliance_lowers * people.self_reliance[rows].astype(float)
        + feeling.contagion * _of_ties(town, rows, feeling.usual_level)
    )


def _of_ties(town: Town, rows: np.ndarray, usual: float) -> np.ndarray:
    """Return the mean loneliness of the residents that those in `rows` know, above the usual; 0 without any."""
    people, ties = town.residents, town.ties
    inside = town.ties.used & (ties.ends[:, 1] >= 0)
    one, other = ties.ends[inside, 0], ties.ends[inside, 1]
    felt = np.clip(people.loneliness.astype(float), 0.0, 11.0)
    total = np.bincount(one, felt[other], people.capacity) + np.bincount(other, felt[one], people.capacity)
    known = np.bincount(one, minlength=people.capacity) + np.bincount(other, minlength=people.capacity)
    return np.where(known > 0, total / np.maximum(known, 1) - usual, 0.0)[rows]


def setpoint(feeling: Any, town: Town) -> tuple[float, float]:
    """Return mean and standard deviation of the setpoint that give the published loneliness of adults."""
    adds = added(feeling, town)
    people = town.residents
    setpoints = people.loneliness_setpoint[people.used & (people.age >= 18)].astype(float)
    slope = float(np.cov(setpoints, adds)[0, 1] / setpoints.var())
    rest = adds - slope * setpoints
    weekly = feeling.noise**2 / (1.0 - (1.0 - feeling.pace) ** 2)
    mean = (MEAN - float(rest.mean())) / (1.0 + slope)
    return mean, math.sqrt(SPREAD**2 - float(rest.var()) - weekly) / (1.0 + slope)


def main() -> None:
    """Print the two parameters."""
    scenario = dataclasses.replace(read("baseline"), profile="netherlands")
    model = NeighbourhoodModel(scenario, SEED, residents=RESIDENTS)
    feeling = next(one for one in model.mechanisms.week if type(one).__name__ == "Feeling")
    mean, spread = setpoint(feeling, model.town)
    sys.stdout.write(f"people.loneliness_setpoint_mean {mean:.1f}, people.loneliness_setpoint_spread {spread:.1f}\n")


if __name__ == "__main__":
    main()
