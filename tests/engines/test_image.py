"""`ctxtrim image` on images that real builders save: every byte that was sent and copied is traced."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ctxtrim.commands.image import image
from ctxtrim.model.context import Request
from tests.engines.conftest import Engines, Plants
from tests.engines.harness import Engine

pytestmark = pytest.mark.engine

Save = Callable[[Engine, Path, Path], None]

THINGS = ["app/main.py:700", "app/data.bin:90000", "notes/x.log:5000", "left.txt:3000"]
DOCKERFILE = "FROM scratch\nCOPY app notes /srv/\nCOPY app/main.py /srv/data.bin\n"
COPIED = 700 + 90000 + 5000 + 700
WASTED = 90000


def _docker(buildkit: str) -> Save:
    def save(engine: Engine, context: Path, archive: Path) -> None:
        tag = f"ctxtrim-image-{buildkit}"
        done = engine.run("build", "--tag", tag, str(context), DOCKER_BUILDKIT=buildkit)
        assert not done.returncode, done.stderr
        engine.remember(tag)
        assert not engine.run("save", "--output", str(archive), tag).returncode

    return save


def _buildah(form: str) -> Save:
    def save(engine: Engine, context: Path, archive: Path) -> None:
        store = engine.store(by_user=False)
        places = ("--root", store, "--runroot", f"{store}.run", "--storage-driver", "vfs")
        layers = ("--isolation", "chroot", "--layers", "--tag", "image")
        assert not engine.run(*places, "build", *layers, str(context)).returncode
        assert not engine.run(*places, "push", "image", f"{form}:{archive}").returncode

    return save


@pytest.mark.parametrize(
    ("name", "save"),
    [
        ("classic", _docker("0")),
        ("buildkit", _docker("1")),
        ("buildah", _buildah("oci-archive")),
        ("buildah", _buildah("docker-archive")),
    ],
    ids=["classic", "buildkit", "oci", "docker-archive"],
)
def test_context_bytes_are_what_was_sent_and_copied(
    name: str, save: Save, engines: Engines, planted: Plants, tmp_path: Path
) -> None:
    engine, context = engines(name), planted(THINGS)
    (context / "Dockerfile").write_text(DOCKERFILE)
    archive = engine.file(f"{tmp_path.name}.tar")
    save(engine, context, archive)
    report = image(Request(str(context)), str(archive))
    assert [layer.instruction.split()[0] for layer in report.layers] == ["COPY", "COPY"]
    assert sum(layer.context_bytes for layer in report.layers) == COPIED
    assert sum(waste.bytes for waste in report.wasted) == WASTED
