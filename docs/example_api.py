"""What a build sends, from Python: a table of contexts, the reason for one path, a gate for a pipeline.

    python docs/example_api.py FOLDER [PATH]

Prints, writes nothing, and ends with status 1 if a rule finds an error.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import ctxtrim


def report(context: str) -> Iterator[str]:
    """Yield a line for each build of a context, and one for what a fix would save."""
    audit = ctxtrim.audit(context, findings=False)
    for build in audit.targets:
        yield f"{build.target.title}: {build.sent.sum.files} files, {build.sent.sum.bytes / 1e6:.1f} MB"
    largest = max(ctxtrim.list_sent(context), key=lambda entry: entry.bytes, default=None)
    if largest:
        yield f"largest file: {largest.path}, {largest.bytes / 1e6:.1f} MB"
    proposal = ctxtrim.propose(context)
    saved = proposal.before.bytes - proposal.after.bytes
    yield f"{len(proposal.adopted)} lines for {proposal.ignore_file} would save {saved / 1e6:.1f} MB"


def reason(path: str, context: str) -> str:
    """Return why a path is sent or not, in one line."""
    found = ctxtrim.explain(path, context, builder="buildkit")
    return f"{path}: {'sent' if found.is_sent else found.outcome} ({found.by or 'no pattern matches'})"


def kept(paths: list[str], ignore_lines: str) -> list[str]:
    """Return the paths that docker build keeps under these lines; no file has to exist."""
    ruleset = ctxtrim.Ruleset(ignore_lines, builder="buildkit")
    return [path for path in paths if ruleset.is_eligible(path)]


def main(context: str, *paths: str) -> int:
    """Print it all. Returns the exit status."""
    try:
        print(*report(context), *(reason(path, context) for path in paths), sep="\n")
        print(kept(["README.md", "docs/guide.md"], "**/*.md\n!README.md\n"))
        errors = [finding for finding in ctxtrim.check(context) if finding.severity == "error"]
    except ctxtrim.CtxtrimError as error:
        print(error, file=sys.stderr)
        return 2
    for finding in errors:
        print(f"{finding.rule} {finding.path}: {finding.message}")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
