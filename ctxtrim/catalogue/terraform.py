"""What do Terraform and its relatives leave in a context?"""

from __future__ import annotations

from functools import partial

from ctxtrim.catalogue.kinds import BUILD_OUTPUT, CACHES, DEPENDENCIES, LOGS, SECRETS
from ctxtrim.model.record import JunkRecord

_record = partial(
    JunkRecord, ecosystem="terraform", markers=("*.tf", "*.tf.json", "terragrunt.hcl", "*.tofu")
)

RECORDS: tuple[JunkRecord, ...] = (
    _record(
        name="terraform-cache",
        pattern="**/.terraform",
        tier="safe",
        why="providers and modules of this machine",
        kind=DEPENDENCIES,
        hits=(".terraform/providers/a", "infra/.terraform/b"),
        misses=(".terraform.lock.hcl",),
    ),
    _record(
        name="terraform-crash-log",
        pattern="**/crash.log",
        tier="safe",
        why="a crash of Terraform",
        kind=LOGS,
        hits=("crash.log",),
        misses=("infra/crash.tf",),
    ),
    _record(
        name="terraform-plan",
        pattern="**/*.tfplan",
        tier="safe",
        why="a saved plan",
        kind=BUILD_OUTPUT,
        hits=("a.tfplan",),
        misses=("infra/plan.tf",),
    ),
    _record(
        name="terraform-settings",
        pattern="**/.terraformrc",
        tier="safe",
        why="settings and tokens of one developer",
        kind=SECRETS,
        hits=(".terraformrc",),
        misses=("infra/a.tf",),
    ),
    _record(
        name="terraform-state",
        pattern="**/*.tfstate",
        tier="safe",
        why="the state of real systems, with passwords",
        kind=SECRETS,
        hits=("terraform.tfstate", "infra/a.tfstate"),
        misses=("infra/state.tf",),
    ),
    _record(
        name="terraform-state-backup",
        pattern="**/*.tfstate.*",
        tier="safe",
        why="the state of real systems, with passwords",
        kind=SECRETS,
        hits=("terraform.tfstate.backup",),
        misses=("infra/state.tf",),
    ),
    _record(
        name="terraform-terragrunt",
        pattern="**/.terragrunt-cache",
        tier="safe",
        why="modules that Terragrunt downloaded",
        kind=CACHES,
        hits=("live/.terragrunt-cache/a",),
        misses=("terragrunt.hcl",),
    ),
    _record(
        name="terraform-variables",
        pattern="**/*.tfvars",
        tier="unsafe",
        why="values of a deployment, often passwords",
        kind=SECRETS,
        hits=("prod.tfvars", "infra/a.tfvars"),
        misses=("infra/variables.tf",),
    ),
)
