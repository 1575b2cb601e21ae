"""Which folders hold what several languages build, in words that projects use themselves too?"""

from __future__ import annotations

from functools import partial

from ctxtrim.catalogue.kinds import BUILD_OUTPUT, DEPENDENCIES
from ctxtrim.model.record import JunkRecord

_record = partial(JunkRecord, ecosystem="outputs")

RECORDS: tuple[JunkRecord, ...] = (
    _record(
        name="outputs-build",
        pattern="build",
        tier="never",
        why="images often copy what the host built; may be a folder of the project's own",
        kind=BUILD_OUTPUT,
        hits=("build/index.html", "build/libs/app.jar"),
        misses=("src/main/build/a.java", "build.js"),
    ),
    _record(
        name="outputs-compiled",
        pattern="_build",
        tier="safe",
        why="what this machine compiled",
        kind=BUILD_OUTPUT,
        markers=("mix.exs", "rebar.config", "dune-project", "*.opam"),
        hits=("_build/dev/lib/a.beam", "_build/default/a.cmx"),
        misses=("lib/_build/a.ex", "src/_build.ml"),
    ),
    _record(
        name="outputs-compiled-umbrella",
        pattern="apps/*/_build",
        tier="safe",
        why="what this machine compiled",
        kind=BUILD_OUTPUT,
        markers=("mix.exs", "rebar.config"),
        hits=("apps/web/_build/dev/a.beam",),
        misses=("apps/web/lib/a.ex",),
    ),
    _record(
        name="outputs-dist",
        pattern="dist",
        tier="never",
        why="images often copy what the host built",
        kind=BUILD_OUTPUT,
        hits=("dist/index.html", "dist/app-1.0.whl"),
        misses=("src/dist/a.ts",),
    ),
    _record(
        name="outputs-out",
        pattern="out",
        tier="never",
        why="images often copy what the host built",
        kind=BUILD_OUTPUT,
        hits=("out/index.html",),
        misses=("src/out/a.ts",),
    ),
    _record(
        name="outputs-target",
        pattern="target",
        tier="unsafe",
        why="what this machine compiled",
        kind=BUILD_OUTPUT,
        markers=("Cargo.toml", "pom.xml", "build.sbt", "project.clj"),
        untracked=True,
        hits=("target/debug/app", "target/app.jar"),
        misses=("src/target/mod.rs",),
    ),
    _record(
        name="outputs-target-nested",
        pattern="**/target",
        tier="unsafe",
        why="what this machine compiled",
        kind=BUILD_OUTPUT,
        markers=("Cargo.toml", "pom.xml", "build.sbt", "project.clj"),
        proof=(
            "CACHEDIR.TAG",
            "classes",
            "test-classes",
            "maven-archiver",
            "maven-status",
            "streams",
            "scala-*",
        ),
        untracked=True,
        hits=("web/target/classes/A.class",),
        misses=("src/target.rs",),
    ),
    _record(
        name="outputs-vendor",
        pattern="vendor",
        tier="never",
        why="builds read it when it is there, or install it themselves",
        kind=DEPENDENCIES,
        hits=("vendor/modules.txt", "vendor/autoload.php"),
        misses=("src/vendor/a.go",),
    ),
)
