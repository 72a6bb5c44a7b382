"""Settings that every test shares."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

import neurosim as ns

# no random seeds and no deadlines: the same tests run everywhere, however busy the machine
settings.register_profile(
    "neurosim",
    derandomize=True,
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("neurosim")


@pytest.fixture
def example() -> ns.Network:
    """The network of the source's worked example."""
    return ns.worked_example()[0]
