"""What a shell is offered for a value: folders, builders, rules, records and Dockerfiles."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def folders(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Let the shell complete folders."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="dir")]


def paths(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Let the shell complete files and folders."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="file")]


def builders(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the builders, with their titles."""
    from click.shell_completion import CompletionItem

    from ctxtrim.matching.builders import DIALECTS

    return [CompletionItem(d.name, help=d.title) for d in DIALECTS if d.name.startswith(incomplete)]


def rules(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the rules by ID and slug, with what they find; behind a comma, too."""
    from click.shell_completion import CompletionItem

    from ctxtrim.commands.rule import rule_list

    first, comma, word = incomplete.rpartition(",")
    names = ((name, text) for rule, text in rule_list() for name in rule[:2] if name.startswith(word))
    return [CompletionItem(first + comma + name, help=text) for name, text in names]


def records(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the records of the catalogue, with what they are about; else files and folders."""
    from click.shell_completion import CompletionItem

    from ctxtrim.catalogue.record_files import load_records

    found = [CompletionItem(r.name, help=r.why) for r in load_records() if r.name.startswith(incomplete)]
    return found or paths(context, parameter, incomplete)


def dockerfiles(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer Dockerfiles, compose and bake files of the folder that is being typed, and its folders."""
    from click.shell_completion import CompletionItem

    from ctxtrim.builds.classify import is_dockerfile_name

    folder, name = os.path.split(incomplete)
    try:
        entries = sorted(os.scandir(folder or "."), key=lambda entry: entry.name)
    except OSError:
        return []
    found = []
    for entry in entries:
        if not entry.name.startswith(name):
            continue
        path = os.path.join(folder, entry.name)
        lower = entry.name.lower()
        describes = "compose" in lower and lower.endswith((".yml", ".yaml"))
        bakes = "bake" in lower and lower.endswith((".hcl", ".json"))
        if entry.is_dir() and not lower.startswith("."):
            found.append(CompletionItem(path + "/"))
        elif is_dockerfile_name(entry.name) or describes or bakes:
            found.append(CompletionItem(path))
    return found
