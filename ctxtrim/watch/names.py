"""Names of files that may decide which builds a context has, or what they exclude.

A superset of what targets.search looks for, so that only a change that can matter makes the builds be read
again.
"""

from __future__ import annotations

import re

from ctxtrim.expressions import expression

_DECIDING = expression(
    r"docker|container|compose|bake|make|just|task|jenkins|rake|nox|\.circleci/|devcontainer|pyvenv\.cfg"
    r"|\.(?:ya?ml|hcl|json|env|mk|mak|sh|bash|ps1)$|(?:^|/)\.(?:git|env)|(?:readme|contributing|development|building)",
    re.IGNORECASE,
)


def may_decide(path: str) -> bool:
    """Judged by the name alone; generous."""
    return bool(_DECIDING.search(path))
