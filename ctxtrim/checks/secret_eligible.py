"""A secret that no build sends today, and that nothing keeps out.

A key, a token or a .env file that the ignore file does not exclude: the next `COPY . .` sends it, and
builders other than BuildKit transfer all that is eligible.

Not reported: files that git tracks, and those that a build sends (CT101).

Example: `.env` in the context, no ignore file, and `COPY src .`.
Mend: exclude the file.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.model.finding import Finding, Fix

RULE = Rule("CT102", "secret-eligible", "warning")


def check(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for each secret that is eligible and sent by no build."""
    for secret in subject.secrets:
        if not secret.senders:
            fix = Fix(subject.ignore_file_name, (secret.pattern,))
            message = f"{secret.what}, not excluded"
            yield Finding(*RULE, message, secret.path, bytes=secret.bytes, fix=fix)
