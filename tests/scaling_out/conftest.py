from __future__ import annotations

import numpy as np
import pytest

from neurosim.scaling_out.cluster import cluster


@pytest.fixture(scope="session")
def client():
    """Two processes, for all tests that need some; tests may kill them."""
    pytest.importorskip("distributed")
    with pytest.MonkeyPatch.context() as patch:
        # the processes take one thread all the same
        patch.setenv("OMP_NUM_THREADS", "7")
        with cluster(None, 2, {np.dtype("float64")}) as started:
            yield started
