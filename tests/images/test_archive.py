"""An archive of an image, whole and broken."""

from __future__ import annotations

import io

import pytest

from ctxtrim.errors import CtxtrimError
from ctxtrim.images.archive import read_archive
from ctxtrim.images.layer import Interest
from ctxtrim.model.image import Image
from tests.images.archives import Files, docker_archive, oci_archive, tarred

LAYERS: list[tuple[str, Files]] = [
    ("COPY . /app # buildkit", {"app/": "", "app/main.py": "print()", "app/data": 5000}),
    ("RUN |1 A=b /bin/sh -c rm /app/data # buildkit", {"app/.wh.data": "", "etc/x": "-> /app"}),
]


def read(data: bytes, name: str = "") -> Image:
    return read_archive(io.BytesIO(data), "image.tar", name, Interest(lambda size: True))


@pytest.mark.parametrize("data", [docker_archive(LAYERS), oci_archive(LAYERS)], ids=["docker", "oci"])
def test_layers_are_read_in_order_with_their_lines(data: bytes) -> None:
    image = read(data)
    assert image.name == "app:latest"
    assert [layer.instruction for layer in image.layers] == ["COPY . /app", "RUN rm /app/data"]
    assert [(entry.path, entry.kind, entry.size) for layer in image.layers for entry in layer.entries] == [
        ("app", "dir", 0),
        ("app/main.py", "file", 7),
        ("app/data", "file", 5000),
        ("app/data", "whiteout", 0),
        ("etc/x", "link", 0),
    ]


@pytest.mark.parametrize(
    ("name", "path", "kind"),
    [
        ("../../etc/passwd", "etc/passwd", "file"),
        ("/abs/./x", "abs/x", "file"),
        ("./a//b", "a/b", "file"),
        ("a/.wh..wh..opq", "a", "opaque"),
        (".wh.gone", "gone", "whiteout"),
    ],
)
def test_a_name_stays_below_the_root(name: str, path: str, kind: str) -> None:
    entries = read(docker_archive([("COPY", {name: "x" if kind == "file" else ""})])).layers[0].entries
    assert [(entry.path, entry.kind) for entry in entries] == [(path, kind)]


def test_a_hard_link_costs_nothing() -> None:
    layer = read(docker_archive([("COPY", {"a": "abc", "b": "=> a"})])).layers[0]
    assert [(entry.kind, entry.size) for entry in layer.entries] == [("file", 3), ("hardlink", 0)]


def test_a_layer_that_is_a_link_is_that_layer() -> None:
    data = tarred(
        {
            "a/layer.tar": tarred({"x": "1"}),
            "b/layer.tar": "-> ../a/layer.tar",
            "c.json": "{}",
            "manifest.json": '[{"Config": "c.json", "Layers": ["a/layer.tar", "b/layer.tar"]}]',
        }
    )
    assert [len(layer.entries) for layer in read(data).layers] == [1, 1]


def test_ten_thousand_layers() -> None:
    image = read(docker_archive([("RUN x", {"a": "1"})] * 10_000))
    assert len(image.layers) == 10_000


SECRET = {"srv/.npmrc": "//r.example/:_authToken=npm_abcdefghijklmnopqrstuvwxyz0123456789"}


def test_a_secret_is_named_and_its_value_is_not_kept() -> None:
    (entry,) = read(docker_archive([("COPY", SECRET)])).layers[0].entries
    assert entry.secret and "abcdef" not in repr(entry)


def test_what_a_distribution_publishes_is_no_secret() -> None:
    (entry,) = read(docker_archive([("COPY", {"usr/lib/x/.npmrc": SECRET["srv/.npmrc"]})])).layers[0].entries
    assert not entry.secret


def test_one_of_several_images_is_chosen_by_its_tag() -> None:
    data = docker_archive(LAYERS, tags=("app:1", "app:2"))
    assert read(data, "app:2").name == "app:2"
    assert "app:2" in read(data).notes[0]
    with pytest.raises(CtxtrimError, match=r"no image app:3 in it; it holds app:1, app:2\."):
        read(data, "app:3")


WHOLE = docker_archive(LAYERS)
ONE_LAYER: Files = {"c": "{}", "manifest.json": '[{"Config": "c", "Layers": ["l"]}]'}


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", r"image\.tar: not an archive of an image"),
        (b"no tar at all" * 100, r"image\.tar: not an archive of an image"),
        (WHOLE[: len(WHOLE) // 2], r"image\.tar: cannot be read to its end"),
        (oci_archive(LAYERS)[:3000], r"image\.tar: "),
        (tarred({"x": "1"}), r"image\.tar: no"),
        (tarred({"manifest.json": "[{]"}), r"manifest\.json: not JSON"),
        (
            tarred({"c": "{}", "manifest.json": '[{"Config": "c", "Layers": ["l"]}]'}),
            "layer l is missing",
        ),
        (
            tarred(
                {
                    "l": b"\x28\xb5\x2f\xfd....",
                    "c": "{}",
                    "manifest.json": '[{"Config": "c", "Layers": ["l"]}]',
                }
            ),
            r"image\.tar: ",
        ),
        (docker_archive([("COPY", {"x" * (2 << 20): "1"})]), r"image\.tar: not an archive of an image"),
    ],
    ids=[
        "empty",
        "no tar",
        "truncated",
        "truncated oci",
        "another tar",
        "bad json",
        "no layer",
        "zstd",
        "a long name",
    ],
)
def test_what_is_no_whole_archive_is_said_in_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(CtxtrimError, match=sentence):
        read(data)


def test_every_truncation_ends_in_a_sentence() -> None:
    whole = oci_archive(LAYERS)
    for end in range(0, len(whole) - 1024, 97):
        try:
            read(whole[:end])
        except CtxtrimError as error:
            assert str(error).endswith(".")


def test_layers_of_zstd_are_read_where_a_reader_is_installed() -> None:
    zstandard = pytest.importorskip("zstandard")
    parts = [zstandard.ZstdCompressor().compress(part) for part in halves(tarred({"a": "1", "b": 70_000}))]
    (layer,) = read(tarred({**ONE_LAYER, "l": b"".join(parts)})).layers
    assert [(entry.path, entry.size) for entry in layer.entries] == [("a", 1), ("b", 70_000)]


def test_layers_of_zstd_are_refused_where_none_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ctxtrim.images.archive.zstd_reader", lambda: None)
    with pytest.raises(CtxtrimError, match=r"layer l: compressed with zstd; pip install 'ctxtrim\[zstd\]'"):
        read(tarred({**ONE_LAYER, "l": b"\x28\xb5\x2f\xfd...."}))


def halves(data: bytes) -> tuple[bytes, bytes]:
    """The two halves of some bytes: frames of their own, as builders write them."""
    return data[: len(data) // 2], data[len(data) // 2 :]
