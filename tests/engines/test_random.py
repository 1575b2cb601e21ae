"""Random ignore files on random trees: what ctxtrim says is what every builder does."""

from __future__ import annotations

import pytest

from tests.effort import examples
from tests.engines.conftest import Engines, Plants
from tests.engines.contexts import grow
from tests.engines.expected import expected

pytestmark = pytest.mark.engine


TODAY = [(builder, seed) for seed in range(examples(80)) for builder in ("buildkit", "classic", "buildah")]
OLD = [(builder, seed) for seed in range(examples(30)) for builder in ("buildkit-20.10", "classic-20.10")]


@pytest.mark.parametrize(("builder", "seed"), TODAY + OLD)
def test_a_random_context_arrives_as_foretold(
    builder: str, seed: int, engines: Engines, planted: Plants
) -> None:
    things, ignore = grow(seed)
    context = planted(things, ignore)
    foretold = expected(context, builder)
    arrived = engines(builder).arrives(context)
    assert arrived.ok == foretold.ok, (ignore, arrived.log)
    assert arrived.entries == foretold.entries, (ignore, things)
