"""What an hour of informal help does: less, the more skill a need asks."""

from dataclasses import dataclass

from samenredzaam.kernels import inlined
from samenredzaam.parameters import parameter


@dataclass(frozen=True)
class Informal:
    """The reach of informal help, the same for household, ties and volunteers."""

    complexity_loss: float = parameter(
        0.6, unit="share lost at full complexity", low=0.0, high=0.9,
        nl="hoeveel minder een uur informele hulp oplost bij de ingewikkeldste hulpvraag",
        en="how much less an hour of informal help achieves with the most complex need",
        assumption="complex need cannot be carried informally; size not read",
    )  # fmt: skip


@inlined
def informal_share(complexity: float, complexity_loss: float) -> float:
    """Return what share of informal minutes meets the need (0 to 1)."""
    return 1.0 - complexity_loss * float(complexity)
