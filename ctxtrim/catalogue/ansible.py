"""What does Ansible leave in a context?"""

from __future__ import annotations

from functools import partial

from ctxtrim.catalogue.kinds import CACHES, LOGS, SECRETS
from ctxtrim.model.record import JunkRecord

_record = partial(
    JunkRecord, ecosystem="ansible", markers=("ansible.cfg", "playbook*.y*ml", "site.yml", "galaxy.yml")
)

RECORDS: tuple[JunkRecord, ...] = (
    _record(
        name="ansible-retry",
        pattern="**/*.retry",
        tier="safe",
        why="hosts on which a playbook failed",
        kind=LOGS,
        hits=("site.retry", "plays/a.retry"),
        misses=("src/retry.py",),
    ),
    _record(
        name="ansible-temporary",
        pattern="**/.ansible",
        tier="safe",
        why="modules and facts that Ansible caches",
        kind=CACHES,
        hits=(".ansible/tmp/a",),
        misses=("ansible/roles/a.yml",),
    ),
    _record(
        name="ansible-vault-password",
        pattern="**/.vault_pass*",
        tier="safe",
        why="the password of an Ansible vault",
        kind=SECRETS,
        hits=(".vault_pass", "deploy/.vault_pass.txt"),
        misses=("group_vars/vault.yml",),
    ),
)
