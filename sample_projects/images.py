#!/usr/bin/env python3
"""Builds two samples for real, in every form that the articles behind them have, and measures each.

    images.py             prints the table of README.md; needs docker with buildx 0.13 or newer, and ctxtrim
    images.py --write     puts it into README.md

Where no registry can be reached, bases/make makes the base images from Debian's packages first. What pip is
told on this machine (index, certificates) is mounted for its RUN lines only: it is in no image and no log.
CTXTRIM_DOCKER is the docker command, "docker" by default.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from sample_projects.make import described, make

README = Path(__file__).with_name("README.md")
_STEP = re.compile(r"\[.*\d+/\d+\] (?:COPY|ADD|RUN|WORKDIR) ")
_PIP_SETTINGS = ("index-url", "extra-index-url", "trusted-host", "proxy", "timeout")
_CERTIFICATES = "/run/ctxtrim-certificates.pem"
_INIT, _FIX, _ORDER = ("init", "--write"), ("fix", "--write"), ("fix", "--dockerfile", "--write")


class Version(NamedTuple):
    """One form of a sample. commands: of ctxtrim, run on it first. context, image: the article's figures."""

    title: str
    dockerfile: str = "Dockerfile"
    commands: tuple[tuple[str, ...], ...] = ()
    context: str = ""
    image: str = ""


class Sample(NamedTuple):
    """A sample, its forms, and the source file that is edited."""

    name: str
    edited: str
    versions: tuple[Version, ...]


SAMPLES = (
    Sample(
        "slim-images",
        "main.py",
        (
            Version("as it is", context="154 MB", image="683 MB"),
            Version("`ctxtrim init --write`", "Dockerfile", (_INIT,), "7.2 kB", "529 MB"),
            Version("and `ctxtrim fix --dockerfile --write`", "Dockerfile", (_INIT, _ORDER)),
            Version("and multi-stage", "Dockerfile.multistage", (_INIT,), image="353 MB"),
        ),
    ),
    Sample(
        "flask-docker",
        "app/__init__.py",
        (
            Version("as it is, on Debian", image="536 MB"),
            Version("`ctxtrim fix --write`", "Dockerfile", (_FIX,)),
            Version("and `ctxtrim fix --dockerfile --write`", "Dockerfile", (_FIX, _ORDER)),
            Version("on Alpine", "Dockerfile.alpine", (_FIX,), image="263 MB"),
            Version("on Alpine, multi-stage", "Dockerfile.multistage", (_FIX,), image="65.8 MB"),
        ),
    ),
)


class Built(NamedTuple):
    """One build. transferred: bytes of the context. steps: COPY, ADD, RUN and WORKDIR, and whether cached."""

    seconds: float
    transferred: int
    steps: Mapping[str, bool]
    log: str


class Measured(NamedTuple):
    """A version: its first build, the one after an edit of one line, and the image's bytes."""

    first: Built
    edited: Built
    image: int


def measure(
    project: Path, dockerfile: str, edited: str, *options: str, archive: Path | None = None
) -> Measured:
    """Build a project, add a line to a file of it, and build it again.

    options: of the first `docker build`. archive: where its image is saved.
    """
    tag = f"ctxtrim-{uuid.uuid4().hex}"
    try:
        first = build(project, dockerfile, f"--tag={tag}", *options)
        size = int(_docker("image", "inspect", "--format", "{{.Size}}", tag))
        if archive:
            _docker("save", "--output", str(archive), tag)
        with (project / edited).open("a") as file:
            file.write(f"# edited: {tag}\n")  # a line that no earlier build has seen
        return Measured(first, build(project, dockerfile, "--output=type=cacheonly"), size)
    finally:
        _docker("rmi", "--force", tag)


def build(project: Path, dockerfile: str, *options: str) -> Built:
    """Build a project. Raises RuntimeError with the log if that fails."""
    with tempfile.TemporaryDirectory(prefix="ctxtrim-build-") as folder:
        file = Path(folder, "Dockerfile")
        mounts, variables = _pip_mounts(Path(folder))
        file.write_text(_mounted((project / dockerfile).read_text(), mounts))
        secrets = [f"--secret={mount.partition(',target')[0]}" for mount in mounts]
        secrets = [secret.replace("id=pip", "id=pip,env=CTXTRIM_PIP") for secret in secrets]
        secrets = [secret.replace("id=ca", f"id=ca,src={folder}/ca.pem") for secret in secrets]
        words = ["--progress=rawjson", "--network=host", f"--file={file}", *secrets, *options]
        start = time.monotonic()
        done = _run("build", *words, str(project), **variables)
        seconds = time.monotonic() - start
    log = done.stderr.decode(errors="replace")
    if done.returncode:
        raise RuntimeError(log[-3000:])
    return Built(seconds, *_read_log(log), log)


def _pip_mounts(folder: Path) -> tuple[list[str], dict[str, str]]:
    """Return the mounts that tell a build's pip what this machine's is told, and variables for the client."""
    told = subprocess.run([sys.executable, "-m", "pip", "config", "list"], capture_output=True, check=True)
    pairs = re.findall(r"^[^.\n]+\.\.?([\w-]+)='(.*)'$", told.stdout.decode(), re.MULTILINE)
    settings = {name: value for name, value in pairs if name in _PIP_SETTINGS and "file:" not in value}
    mounts = []
    if certificates := dict(pairs).get("cert"):
        (folder / "ca.pem").write_bytes(Path(certificates).read_bytes())
        settings["cert"] = _CERTIFICATES
        mounts.append(f"id=ca,target={_CERTIFICATES}")
    if not settings:
        return mounts, {}
    text = "".join(f"{name} = {value}\n" for name, value in settings.items())
    return [*mounts, "id=pip,target=/etc/pip.conf"], {"CTXTRIM_PIP": f"[global]\n{text}"}


def _mounted(dockerfile: str, mounts: Sequence[str]) -> str:
    """Return a Dockerfile whose RUN lines of pip have the mounts, and those of apk the packages, if any."""
    secrets = "".join(f"--mount=type=secret,{mount} " for mount in mounts)
    packages = "--mount=type=bind,from=ctxtrim-packages,target=/packages "
    has_packages = bool(_run("image", "inspect", "ctxtrim-packages").returncode == 0)
    lines = []
    for line in dockerfile.split("\n"):
        for program, flags in (("pip", secrets), ("apk", packages * has_packages)):
            if re.match(rf"RUN .*\b{program}\b", line):
                line = line.replace("RUN ", f"RUN {flags}", 1)
        lines.append(line)
    return "\n".join(lines)


def _read_log(log: str) -> tuple[int, dict[str, bool]]:
    """Return the bytes of the context that were transferred, and the steps."""
    events = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    vertexes = [vertex for event in events for vertex in event.get("vertexes", ())]
    loads = {vertex["digest"] for vertex in vertexes if vertex["name"] == "[internal] load build context"}
    statuses = [status for event in events for status in event.get("statuses", ())]
    counts = [status["current"] for status in statuses if status["vertex"] in loads]
    steps = {
        v["name"]: v.get("cached", False) for v in vertexes if v.get("completed") and _STEP.match(v["name"])
    }
    return max(counts, default=0), steps


def _docker(*arguments: str) -> str:
    return _run(*arguments).stdout.decode()


def _run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[bytes]:
    command = [*shlex.split(os.environ.get("CTXTRIM_DOCKER", "docker")), *arguments]
    environment = {**os.environ, "DOCKER_BUILDKIT": "1", **variables}
    return subprocess.run(command, env=environment, capture_output=True, check=False)


def measured(sample: Sample) -> Iterator[tuple[Version, Measured]]:
    """Yield each version of a sample with its measurements."""
    for version in sample.versions:
        with tempfile.TemporaryDirectory(prefix="ctxtrim-image-") as folder:
            project = Path(folder, f"{sample.name}-{uuid.uuid4().hex}")  # BuildKit keeps files by this name
            make(sample.name, project)
            for path, text in described(sample.name).get("versions", {}).items():
                (project / path).write_text(text)
            for words in version.commands:
                command = [sys.executable, "-m", "ctxtrim", *words, str(project)]
                subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            yield version, measure(project, version.dockerfile, sample.edited, "--no-cache")


def table(sample: Sample) -> Iterator[str]:
    """Yield the lines of a sample's table in markdown."""
    yield f"| {sample.name} | context sent | image | after an edit: steps run, of | sent | seconds |"
    yield "|---|--:|--:|--:|--:|--:|"
    for version, found in measured(sample):
        context = _beside(found.first.transferred, version.context)
        image = _beside(found.image, version.image)
        again = f"{sum(not cached for cached in found.edited.steps.values())} of {len(found.edited.steps)}"
        times = f"{found.edited.seconds:.1f} (first {found.first.seconds:.0f})"
        sent = _size(found.edited.transferred)
        yield f"| {version.title} | {context} | {image} | {again} | {sent} | {times} |"


def _beside(size: int, article: str) -> str:
    return _size(size) + (f" ({article})" if article else "")


def _size(size: int) -> str:
    for unit, least in (("MB", 1_000_000), ("kB", 1_000)):
        if size >= least:
            return f"{size / least:.3g} {unit}"
    return f"{size} B"


def main(argv: list[str] | None = None) -> int:
    """The command line; returns the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--write", action="store_true", help="put the tables into README.md")
    args = parser.parse_args(argv)
    lines = []
    for sample in SAMPLES:
        for line in table(sample):
            print(line, flush=True)
            lines.append(line)
        lines.append("")
    if args.write:
        text = "\n".join(lines)
        old = README.read_text()
        README.write_text(re.sub(r"(?s)(?<=<!-- images\.py -->\n).*(?=<!-- end -->)", lambda _: text, old))
    return 0


if __name__ == "__main__":
    sys.exit(main())
