"""What anyone writes first: os.walk, pathspec for every file, getsize, a dict of parents. naive.py ROOT"""

from __future__ import annotations

import collections
import os
import sys

import pathspec


def main(root: str) -> None:
    with open(os.path.join(root, ".dockerignore"), encoding="utf-8") as file:
        lines = ["!/" + line[1:] if line.startswith("!") else "/" + line for line in file.read().split()]
    spec = pathspec.PathSpec.from_lines("gitignore", lines, backend="simple")
    files, folders = [], collections.Counter[str]()
    for directory, _, names in os.walk(root):
        for name in names:
            path = os.path.join(directory, name)
            relative = os.path.relpath(path, root)
            if not spec.match_file(relative):
                size = os.path.getsize(path)
                files.append((size, relative))
                while relative:
                    relative = os.path.dirname(relative)
                    folders[relative] += size
    files.sort(reverse=True)
    print(len(files), sum(size for size, _ in files), files[:10], folders.most_common(10))


main(sys.argv[1])
