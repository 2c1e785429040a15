"""What is measured at the end of a week: each indicator a small function of one resident, or of the week's ledgers.

One file for each theme. Importing this package declares them all, in the order in which results list them.
"""

from samenredzaam.metrics import people as people  # noqa: I001 - the order is that of results
from samenredzaam.metrics import formal as formal
from samenredzaam.metrics import money as money
from samenredzaam.metrics import ladder as ladder
from samenredzaam.metrics import care as care
from samenredzaam.metrics import places as places
from samenredzaam.metrics import participation as participation
from samenredzaam.metrics import professionals as professionals
from samenredzaam.metrics import learning as learning
from samenredzaam.metrics import population as population
from samenredzaam.metrics import contracts as contracts
from samenredzaam.metrics import governing as governing
from samenredzaam.metrics import initiatives as initiatives
