"""An upload to a build service that obeys another file than .dockerignore.

`gcloud builds submit` uploads the folder before anything is built. It reads .gcloudignore or, without one,
.gitignore; .dockerignore counts only for the build that follows.

Not reported: where a .gcloudignore is there, and folders without a `cloudbuild.yaml` that builds an image.

Example: `cloudbuild.yaml`, a `.dockerignore` with `data`, and no `.gcloudignore`.
Mend: a `.gcloudignore` with the same patterns (in git's syntax).
Switch it off: where only triggers of a repository build, which upload nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.model.finding import Finding

RULE = Rule("CT506", "upload-ignores", "advice")
_FILES = ("cloudbuild.yaml", "cloudbuild.yml", "cloudbuild.json")


def check(subject: Subject) -> Iterator[Finding]:
    """Yield advice for a Cloud Build file that builds an image, without a .gcloudignore beside it."""
    names = subject.tree.children("")
    if ".gcloudignore" in names or not subject.builds.rules.ruleset.patterns:
        return
    for name in _FILES:
        text = (subject.tree.read(name) or b"") if name in names else b""
        if b"docker" in text or b"kaniko" in text:
            rest = "what .gitignore leaves" if ".gitignore" in names else "everything"
            message = f"gcloud uploads {rest}: it does not read {subject.ignore_file_name}"
            yield Finding(*RULE, message, name, name, hint="write a .gcloudignore")
            return
