"""A fixed number of seeded cases of each family; `python -m tests.stress` runs more of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stress.families import FAMILIES
from tests.stress.running import run_family


@pytest.mark.parametrize("family", FAMILIES)
def test_stress(family: str, tmp_path: Path) -> None:
    case, count = FAMILIES[family]
    outcomes, failures = run_family(family, case, tmp_path, seed=0, count=count)
    print(f"{family}: {dict(outcomes)}")
    shown = "\n".join(str(failure) for failure in failures[:10])
    assert not failures, f"{len(failures)} of {count} cases failed:\n{shown}"
    assert outcomes.total() == count
