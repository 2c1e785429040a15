"""How surely a figure was read, in both languages."""

from samenredzaam.sources import CONFIDENCES
from samenredzaam.texts import Text

CONFIDENCE_NAMES = {
    "S": Text("gelezen in de bron zelf", CONFIDENCES["S"]),
    "S2": Text("gelezen in een bron over de bron", CONFIDENCES["S2"]),
    "D": Text("afgeleid uit gelezen cijfers", CONFIDENCES["D"]),
    "DATA": Text("berekend uit gepubliceerde tabellen", CONFIDENCES["DATA"]),
    "GK": Text("algemene kennis, niet geverifieerd", CONFIDENCES["GK"]),
}
"""How surely a figure was read (sources.CONFIDENCES), in both languages."""
