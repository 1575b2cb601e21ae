"""The trees that are measured: the same every time, made of what fills contexts in practice."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from random import Random

DOCKERFILE = "FROM scratch\nCOPY . /\n"
_WORDS = "lo ra mi ten kor sab ute jax pol ned vis qua dri fen gol hap".split()


class Grower:
    """Fills a tree with holes of realistic names and sizes. files: how many so far."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root, self._random, self.files = root, Random(seed), 0
        root.mkdir(parents=True)
        self.folder("", {"main.py": 2_100, "README.md": 3_100, ".env": 90, "big.xlsx": 5_000_000})
        (root / "Dockerfile").write_text(DOCKERFILE)

    def folder(self, path: str, files: dict[str, int]) -> None:
        """A directory with files of these sizes."""
        directory = os.path.join(self.root, path)
        os.makedirs(directory, exist_ok=True)
        fd = os.open(directory, os.O_RDONLY)
        for name, size in files.items():
            file = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644, dir_fd=fd)
            os.ftruncate(file, size)
            os.close(file)
        os.close(fd)
        self.files += len(files)

    def modules(self, path: str, files: int) -> None:
        """node_modules of about so many files."""
        end, package = self.files + files, 0
        while self.files < end:
            root = f"{path}/{self._word()}-{package}"
            self.folder(root, dict.fromkeys(("package.json", "README.md", "LICENSE", "index.js"), 1_500))
            for sub in self._random.sample(("lib", "dist/cjs", "dist/esm", "src", "types"), 3):
                names = [f"{self._word()}{n}{ext}" for n in range(8) for ext in (".js", ".js.map", ".d.ts")]
                self.folder(
                    f"{root}/{sub}", {name: self._size() for name in names[: self._random.randint(2, 24)]}
                )
            package += 1

    def venv(self, path: str, files: int) -> None:
        """A virtual environment of about so many files."""
        end, package = self.files + files, 0
        self.folder(path, {"pyvenv.cfg": 80})
        while self.files < end:
            root = f"{path}/lib/python3.11/site-packages/{self._word()}{package}"
            for sub in ("", "/core", "/utils"):
                names = [f"{self._word()}_{n}" for n in range(self._random.randint(3, 14))]
                self.folder(root + sub, {f"{name}.py": self._size() for name in names})
                self.folder(f"{root}{sub}/__pycache__", {f"{n}.cpython-311.pyc": self._size() for n in names})
            package += 1

    def git(self, path: str, files: int) -> None:
        """A repository of about so many loose objects."""
        self.folder(path, {"HEAD": 23, "config": 130, "index": 60 * files, "packed-refs": 4_000})
        for number in range(256):
            names = [f"{self._random.getrandbits(152):038x}" for _ in range(files // 256)]
            self.folder(f"{path}/objects/{number:02x}", {name: self._size() for name in names})

    def sources(self, path: str, files: int) -> None:
        """Source directories of about so many files."""
        end, number = self.files + files, 0
        while self.files < end:
            below = "/".join(self._word() for _ in range(self._random.randint(1, 5)))
            kinds = (".py", ".ts", ".go", ".json", ".css", ".md", ".png", ".log")
            names = [
                f"{self._word()}_{n}{self._random.choice(kinds)}" for n in range(self._random.randint(3, 20))
            ]
            self.folder(f"{path}/{self._word()}{number}/{below}", {name: self._size() for name in names})
            number += 1

    def _word(self) -> str:
        return self._random.choice(_WORDS) + self._random.choice(_WORDS)

    def _size(self) -> int:
        return min(int(self._random.lognormvariate(7.4, 1.1)) + 16, 400_000)


def project(grow: Grower, files: int) -> None:
    """A small service with its virtual environment and history."""
    grow.venv(".venv", files * 90 // 100)
    grow.git(".git", files * 5 // 100)
    grow.sources("app", files * 5 // 100)


def mono(grow: Grower, files: int) -> None:
    """A monorepo."""
    grow.modules("web/node_modules", files * 38 // 100)
    grow.modules("node_modules", files * 12 // 100)
    grow.venv(".venv", files * 13 // 100)
    grow.git(".git", files * 25 // 100)
    grow.sources("services", files * 12 // 100)


def wide(grow: Grower, files: int) -> None:
    """One directory that holds everything."""
    grow.folder(
        "data",
        {f"part-{n:07}.{('json', 'csv', 'bin', 'png')[n % 4]}": 1_000 + n % 5_000 for n in range(files)},
    )


def ten_files(grow: Grower, files: int) -> None:
    """Next to nothing, for the time that a start takes."""
    grow.folder("app", {f"part{n}.py": 900 for n in range(5)})


def small_git(grow: Grower, files: int) -> None:
    """A small repository of git."""
    grow.sources("app", files)
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "all"]):
        name = ("-c", "user.name=ctxtrim", "-c", "user.email=ctxtrim@example.org")
        subprocess.run(["git", *name, *arguments], cwd=grow.root, check=True)


TREES: dict[str, tuple[Callable[[Grower, int], None], int]] = {
    "ten-files": (ten_files, 10),
    "small-git": (small_git, 60),
    "project": (project, 10_000),
    "mono": (mono, 300_000),
    "wide": (wide, 200_000),
    "mono-100k": (mono, 100_000),
    "mono-1m": (mono, 1_000_000),
}


def plant(name: str, into: Path, smoke: bool) -> Path:
    """Make a tree unless it stands already; return where. smoke: a hundredth of it."""
    shape, files = TREES[name]
    root = into / (f"{name}-smoke" if smoke else name)
    if not (root / ".planted").exists():
        grower = Grower(root, seed=1)
        shape(grower, files // 100 if smoke else files)
        (root / ".planted").touch()
    return root
