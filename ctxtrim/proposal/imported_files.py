"""Files that the program imports, or names by a package's dotted name, so that they must stay."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from ctxtrim.go.path import parents
from ctxtrim.model.build import BuildPlan, Need
from ctxtrim.model.context import Tree
from ctxtrim.proposal.eligible_files import EligibleFiles
from ctxtrim.proposal.protection import Protection, is_test_part, protect

Places = Mapping[str, tuple[str, int]]


def is_taken(kept: Protection, path: str) -> bool:
    """Whether a need takes the file with a folder, not as a test inside of it."""
    need = kept.folder_of(path)
    return need is not None and not is_test_part(need, path)


def imported_by(
    tree: Tree, eligible: EligibleFiles, needs: Sequence[Need], plans: Iterable[BuildPlan]
) -> Callable[[Iterable[str]], Places]:
    """Return the question which of some files are imported, answered with the source and line of each.

    Every file that stays is read, whatever its folder is called; of those that are tests by their names, only
    what a type checker compiles.
    """
    commands = [run.command for plan in plans for run in plan.runs]

    def imports(files: Iterable[str]) -> Places:
        from ctxtrim.references.aliases import aliases
        from ctxtrim.references.imports import imported, is_test
        from ctxtrim.references.packages import named_packages
        from ctxtrim.references.type_checks import type_checked

        wanted = frozenset(files)
        kept = protect(needs, eligible.paths)
        there = [entry.path for entry in eligible.files() if eligible.is_source(entry.path)]
        stays = [path for path in there if path not in wanted or path in kept.always or is_taken(kept, path)]
        checked = type_checked(tree, there, commands, filter(is_test, stays))
        sources = [path for path in stays if path in checked or not is_test(path)]
        packages = named_packages(tree, wanted, sources)
        whole = {
            path: packages[step] for path in wanted for step in (*parents(path), path) if step in packages
        }
        return {**imported(tree, wanted, [*sources, *whole], aliases(tree, there)), **whole}

    return imports
