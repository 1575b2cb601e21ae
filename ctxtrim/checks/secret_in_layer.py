"""A secret in the history or in a layer of an image.

The value of an ENV, and of an ARG that a RUN uses, is shown by `docker history`; a file that a COPY brought
stays in its layer, whatever deletes it later.

Reported, of the steps whose layers the image keeps: an ENV with a literal value for a name such as
DB_PASSWORD or API_KEY, a RUN that uses an ARG of such a name, and a RUN that deletes a copied key or
credentials file.
Not reported: empty values and placeholders (changeme, dummy, test), names of files, URLs and limits, and
stages that are only copied from.

Example: `ARG NPM_TOKEN` and `RUN npm ci`, or `COPY id_rsa /root/.ssh/` and `RUN rm /root/.ssh/id_rsa`.
Mend: `RUN --mount=type=secret,id=npm_token,env=NPM_TOKEN npm ci`; give the others when the container
starts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctxtrim.catalogue.kinds import SECRETS
from ctxtrim.catalogue.lookup import Lookup
from ctxtrim.catalogue.record_files import load_records
from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.layers.image import Layers, LayerStep, image_path, plain_words
from ctxtrim.manifests.commands.image_paths import source_of
from ctxtrim.model.finding import Finding

RULE = Rule("CT407", "secret-in-layer", "warning")
_SECRET = r"(?:^|_)(?:PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|ACCESS_KEY|PRIVATE_KEY|SECRET_KEY|CREDENTIALS?)$"
_PUBLIC = r"(?i)public|site_?key"
_PLACEHOLDER = (
    r"(?i)$|\$|.*(change.?me|dummy|example|placeholder|build|test|your|todo|insert|fake|default|none|null|xxx)"
    r"|(.{0,3}|true|false|secret|password|postgres|root|admin|empty|unused|disabled)$"
)


def check(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for each secret that the image keeps."""
    for layers in subject.layers:
        yield from _variables(layers)
        for step in layers.kept:
            yield from _deleted(subject, layers, step)


def _variables(layers: Layers) -> Iterator[Finding]:
    for given in layers.kept_variables:
        if not re.search(_SECRET, given.name.upper()) or re.search(_PUBLIC, given.name):
            continue
        if given.is_env and not re.match(_PLACEHOLDER, given.value):
            message = f"ENV {given.name} is in the image's configuration for everybody to read"
            hint = f"Give {given.name} to the container when it starts."
            yield Finding(*RULE, message, file=layers.where, line=given.line, hint=hint)
        elif not given.is_env and not given.value and (used := _use(layers, given.name)):
            name = given.name
            message = f"ARG {name} is in the image's history: line {used} uses it"
            secret = name.lower()
            hint = f"RUN --mount=type=secret,id={secret},env={name} …; docker build --secret id={secret}"
            yield Finding(*RULE, message, file=layers.where, line=given.line, hint=hint)


def _use(layers: Layers, name: str) -> int:
    """Return the line of the first kept RUN that names a variable, 0 for none."""
    pattern = rf"\$(?:{name}\b|\{{{name}\b)"
    lines = (step.line for step in layers.kept if step.run and re.search(pattern, step.run.command))
    return next(lines, 0)


def _deleted(subject: Subject, layers: Layers, step: LayerStep) -> Iterator[Finding]:
    """Yield a warning for each secret of the context that a step deletes."""
    lookup = Lookup(record for record in load_records() if record.kind == SECRETS)
    for command in step.calls("rm", "shred"):
        for word in plain_words(command):
            path = image_path(command, word)
            source = source_of(subject.tree, command.run.copied, path) if path else None
            if source and subject.tree.kind(source) == "file" and lookup.hits(source):
                message = f"deletes the secret {source}, which stays in the layer that copied it"
                hint = f"RUN --mount=type=secret,id=key,target={path} …"
                yield Finding(*RULE, message, source, layers.where, step.line, hint=hint)
