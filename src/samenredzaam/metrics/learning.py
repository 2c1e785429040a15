"""What is measured of practices: taken up on paper and made their own, by the organisations here and in the field."""

from collections.abc import Callable

import numpy as np

from samenredzaam.neighbourhood.field import EACH, ELSEWHERE, HERE
from samenredzaam.neighbourhood.town import Town
from samenredzaam.recording import MILLIONTHS, measured
from samenredzaam.texts import Text

PRACTICES_HERE = Text("deel van de werkwijzen", "share of practices")
ORGANISATIONS = Text("deel van de organisaties", "share of organisations")

Account = Callable[[Town], np.ndarray]


def _millionths(shares: np.ndarray) -> np.ndarray:
    """Add up shares of each row, in whole millionths."""
    return (shares * MILLIONTHS + 0.5).astype(np.int64).sum(axis=1)


def _practices(town: Town) -> np.ndarray:
    return np.full(len(town.codes), EACH * MILLIONTHS)


def _adopted(town: Town) -> np.ndarray:
    return _millionths(town.field.adopted[HERE])


def _elsewhere(town: Town) -> np.ndarray:
    """Return what stands for all organisations elsewhere and all practices; the field is one for all neighbourhoods."""
    return np.full(len(town.codes), ELSEWHERE * EACH * MILLIONTHS)


def _of_field(town: Town, shares: np.ndarray) -> np.ndarray:
    """Add up shares of the organisations elsewhere, shape (organisations, practices), for every neighbourhood."""
    return np.full(len(town.codes), (shares[:ELSEWHERE] * MILLIONTHS + 0.5).astype(np.int64).sum())


@measured("werkwijzen overgenomen, op papier", "practices adopted, on paper", unit=PRACTICES_HERE, per=_practices,
          account=True)  # fmt: skip
def practices_adopted_share(town: Town) -> np.ndarray:
    """Add up how much of each practice was taken up here."""
    return _adopted(town)


@measured("werkwijzen in praktijk", "practices put into practice", unit=PRACTICES_HERE, per=_practices, account=True,
          better="higher")  # fmt: skip
def practices_done_share(town: Town) -> np.ndarray:
    """Add up how much of each practice is in fact done here."""
    return _millionths(town.field.adopted[HERE] * town.field.appropriated[HERE])


@measured("eigen gemaakt, van wat op papier is overgenomen", "made one's own, of what was adopted on paper",
          unit=Text("deel", "share"), per=_adopted, account=True, better="higher")  # fmt: skip
def practices_own_share(town: Town) -> np.ndarray:
    """Add up how much of what was taken up here was made the organisation's own."""
    return practices_done_share(town)


@measured("werkwijzen overgenomen in het veld", "practices adopted in the field", unit=ORGANISATIONS, per=_elsewhere,
          account=True)  # fmt: skip
def field_adopted_share(town: Town) -> np.ndarray:
    """Add up how much of each practice was taken up elsewhere."""
    return _of_field(town, town.field.adopted)


@measured("werkwijzen in praktijk in het veld", "practices put into practice in the field", unit=ORGANISATIONS,
          per=_elsewhere, account=True, better="higher")  # fmt: skip
def field_done_share(town: Town) -> np.ndarray:
    """Add up how much of each practice is in fact done elsewhere."""
    return _of_field(town, town.field.adopted * town.field.appropriated)
