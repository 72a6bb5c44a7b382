"""How work is divided among the threads that do one step together."""

from __future__ import annotations

from typing import Any

import numpy as np

from neurosim.engine.kernels.compiling import kernel


@kernel(reorder=False)
def share_of(n: Any, unit: Any, member: Any, members: Any) -> tuple[Any, Any]:
    """Return where the share of a member in n things begins and ends, in whole units.

    All are ``uint64``. The last unit may be shorter than the others.
    """
    n_units = (n + unit - np.uint64(1)) // unit
    begin = n_units * member // members * unit
    end = n_units * (member + np.uint64(1)) // members * unit
    return min(begin, n), min(end, n)
