"""A secret that a build sends.

Keys, tokens and .env files of this machine: whoever gets the image, a layer of it or the build cache gets
them too, and deleting the file in a later layer does not take it out of an earlier one.

Not reported: files that git tracks, which are configuration or published already.

Example: `.env` in the context, no ignore file, and `COPY . .`.
Mend: exclude the file; hand secrets to a build with `RUN --mount=type=secret`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.model.finding import Finding, Fix

RULE = Rule("CT101", "secret-sent", "error")


def check(subject: Subject) -> Iterator[Finding]:
    """Yield an error for each secret that at least one build sends."""
    for secret in subject.secrets:
        if secret.senders:
            fix = Fix(subject.ignore_file_name, (secret.pattern,))
            message = f"{secret.what}, sent by {secret.senders[0]}"
            yield Finding(*RULE, message, secret.path, bytes=secret.bytes, fix=fix)
