"""What does .NET leave in a context?"""

from __future__ import annotations

from functools import partial

from ctxtrim.catalogue.kinds import BUILD_OUTPUT, CACHES, DEPENDENCIES, LOGS, SETTINGS
from ctxtrim.model.record import JunkRecord

_record = partial(
    JunkRecord,
    ecosystem=".net",
    markers=("*.csproj", "*.fsproj", "*.vbproj", "*.sln", "*.slnx", "global.json"),
)

RECORDS: tuple[JunkRecord, ...] = (
    _record(
        name="dotnet-binaries",
        pattern="**/bin",
        tier="unsafe",
        why="what this machine compiled",
        kind=BUILD_OUTPUT,
        proof=("Debug", "Release"),
        untracked=True,
        hits=("src/Web/bin/Debug/a.dll",),
        misses=("src/bin.cs",),
    ),
    _record(
        name="dotnet-dotsettings",
        pattern="**/*.DotSettings.user",
        tier="safe",
        why="one developer's settings",
        kind=SETTINGS,
        hits=("App.sln.DotSettings.user",),
        misses=("App.sln.DotSettings",),
    ),
    _record(
        name="dotnet-intermediate",
        pattern="**/obj",
        tier="safe",
        why="intermediate files with this machine's paths",
        kind=BUILD_OUTPUT,
        proof=("*.nuget.*", "Debug", "Release", "project.assets.json"),
        hits=("src/Web/obj/project.assets.json",),
        misses=("src/obj.cs",),
    ),
    _record(
        name="dotnet-packages-cache",
        pattern="**/.nuget/packages",
        tier="safe",
        why="downloaded packages",
        kind=DEPENDENCIES,
        hits=(".nuget/packages/a/1.0/a.dll",),
        misses=(".nuget/NuGet.Config",),
    ),
    _record(
        name="dotnet-publish",
        pattern="publish",
        tier="never",
        why="images often copy what the host published",
        kind=BUILD_OUTPUT,
        hits=("publish/App.dll",),
        misses=("src/publish/a.cs",),
    ),
    _record(
        name="dotnet-test-results",
        pattern="**/TestResults",
        tier="safe",
        why="results of a test run",
        kind=LOGS,
        hits=("tests/TestResults/a.trx",),
        misses=("tests/TestResults.cs",),
    ),
    _record(
        name="dotnet-trx",
        pattern="**/*.trx",
        tier="safe",
        why="results of a test run",
        kind=LOGS,
        hits=("a.trx",),
        misses=("src/trx.cs",),
    ),
    _record(
        name="dotnet-user-settings",
        pattern="**/*.csproj.user",
        tier="safe",
        why="one developer's settings",
        kind=SETTINGS,
        hits=("src/Web.csproj.user",),
        misses=("src/Web.csproj",),
    ),
    _record(
        name="dotnet-visual-studio",
        pattern="**/.vs",
        tier="safe",
        why="what Visual Studio remembers",
        kind=CACHES,
        hits=(".vs/app/v17/.suo",),
        misses=("src/vs.cs",),
    ),
    _record(
        name="dotnet-visual-studio-solution",
        pattern="**/*.suo",
        tier="safe",
        why="what Visual Studio remembers",
        kind=CACHES,
        hits=("App.suo",),
        misses=("src/suo.cs",),
    ),
)
