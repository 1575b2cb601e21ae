"""What the two articles promise, on a small project that a real builder builds with its RUN lines."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from ctxtrim.commands.image import image
from ctxtrim.model.context import Request
from sample_projects.images import Measured, measure
from tests.commandline import ctxtrim, planted
from tests.engines.conftest import Engines
from tests.engines.harness import Engine

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("real images")]  # built once, by one worker

BASES = Path(__file__).parents[2] / "sample_projects" / "bases" / "make"
TOOLS = "RUN pip config list | grep -q trusted-host && head -c 20000000 /dev/zero >/usr/lib/a-compiler\n"
INSTALL = "pip install --no-cache-dir -r /app/requirements.txt"
NAIVE = f"FROM python:3.12-slim\n{TOOLS}COPY . /app\nRUN {INSTALL}\nCMD python /app/app.py\n"
STAGES = f"""\
FROM python:3.12-slim AS build
{TOOLS}COPY requirements.txt /app/
RUN {INSTALL.replace("install", "install --target=/packages", 1)}
FROM python:3.12-slim
COPY --from=build /packages /packages
ENV PYTHONPATH=/packages
COPY app.py /app/
CMD python /app/app.py
"""
JUNK = 30_000_000
FILES: dict[str, str | int] = {
    "Dockerfile": NAIVE,
    "Dockerfile.multistage": STAGES,
    "requirements.txt": "click\n",
    "app.py": "import click\n\nclick.echo('hello')\n",
    ".venv/lib/site-packages/numpy.so": JUNK,
    ".venv/pyvenv.cfg": "home = /usr/bin\n",
}
MARKER = f"{uuid.uuid4().hex}.example.org"
VERSIONS: dict[str, tuple[str, tuple[str, ...]]] = {
    "naive": ("Dockerfile", ()),
    "ignore file": ("Dockerfile", ("init --write",)),
    "order": ("Dockerfile", ("init --write", "fix --dockerfile --write")),
    "stages": ("Dockerfile.multistage", ("init --write",)),
}


@pytest.fixture(scope="module")
def built(engines: Engines) -> Iterator[dict[str, Measured]]:
    """Each version, built on a base image of Debian's packages, and built again after an edit."""
    engines("buildkit")
    if os.geteuid() or not shutil.which("debootstrap"):
        pytest.skip("base images are made with debootstrap, by root")
    subprocess.run([BASES, "slim"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PIP_TRUSTED_HOST", MARKER)
        yield {name: version(engines("buildkit"), name) for name in VERSIONS}


def version(engine: Engine, name: str) -> Measured:
    dockerfile, commands = VERSIONS[name]
    with tempfile.TemporaryDirectory(prefix="ctxtrim-real-") as folder:
        place = planted(Path(folder, uuid.uuid4().hex), FILES)
        for words in commands:
            assert ctxtrim(*words.split(), place).returncode == 0
        return measure(place, dockerfile, "app.py", archive=engine.file(f"{name}.tar"))


@pytest.mark.parametrize(("name", "left_out"), [("naive", ()), ("ignore file", (".venv/", "Dockerfile"))])
def test_the_bytes_of_the_context_in_an_image_are_those_that_were_sent(
    name: str, left_out: tuple[str, ...], engines: Engines, built: dict[str, Measured], tmp_path: Path
) -> None:
    report = image(Request(str(planted(tmp_path, FILES))), str(engines("buildkit").file(f"{name}.tar")))
    found = {origin.source: origin.bytes for layer in report.layers for origin in layer.origins}
    sizes = {path: what if isinstance(what, int) else len(what) for path, what in FILES.items()}
    assert found == {path: size for path, size in sizes.items() if not path.startswith(left_out)}
    overhead = built[name].first.transferred - sum(found.values())
    assert 0 < overhead < 10_000


def test_the_articles_promises_hold(built: dict[str, Measured]) -> None:
    naive, ignoring, order, stages = (built[name] for name in VERSIONS)
    assert ignoring.first.transferred < naive.first.transferred / 1000
    lost = naive.first.transferred - ignoring.first.transferred
    assert naive.image - ignoring.image == pytest.approx(lost, rel=0.001)
    assert stages.image < ignoring.image - 10_000_000
    assert order.image == pytest.approx(ignoring.image, rel=0.001)
    for found in built.values():
        assert found.edited.transferred < JUNK / 1000


def test_an_edit_installs_again_unless_manifests_come_first(built: dict[str, Measured]) -> None:
    reinstalled = {
        name: any(not cached for step, cached in found.edited.steps.items() if "pip install" in step)
        for name, found in built.items()
    }
    assert reinstalled == {"naive": True, "ignore file": True, "order": False, "stages": False}


def test_settings_of_pip_are_in_no_image_and_no_log(engines: Engines, built: dict[str, Measured]) -> None:
    for name, found in built.items():
        assert MARKER not in found.first.log + found.edited.log
        saved = engines("buildkit").file(f"{name}.tar").read_bytes()
        assert b"click/core.py" in saved and MARKER.encode() not in saved and b"etc/pip.conf" not in saved
