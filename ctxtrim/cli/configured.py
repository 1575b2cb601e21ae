"""Options that the configuration of a project gives, where they are not typed."""

from __future__ import annotations

from typing import Any

import click
from click.core import ParameterSource

from ctxtrim.configuration import Configuration, read_configuration, settings_of
from ctxtrim.errors import CtxtrimError
from ctxtrim.model.settings import Settings


def configure(context: str, given: dict[str, Any]) -> Settings:
    """Put configured values into `given`, by parameter name, and return what concerns several commands.

    What is typed goes first; records to `--skip` add up. Raises CtxtrimError for a value that an option
    refuses.
    """
    found = read_configuration(context)
    if found.values:
        current = click.get_current_context()
        for parameter in current.command.params:
            _fill(current, parameter, found, given)
    return settings_of(found)


def _fill(
    current: click.Context, parameter: click.Parameter, found: Configuration, given: dict[str, Any]
) -> None:
    key = next((name for name in map(_key, parameter.opts) if name in found.values), "")
    name = parameter.name or ""
    if not key or name not in given:
        return
    source = current.get_parameter_source(name)
    is_typed = source not in (ParameterSource.DEFAULT, ParameterSource.DEFAULT_MAP)
    if is_typed and key != "skip":
        return
    try:
        value = parameter.process_value(current, found.values[key])
    except click.UsageError as error:
        raise CtxtrimError(f"{found.file}: {key}: {' '.join(error.message.split())}") from None
    given[name] = (*given[name], *value) if key == "skip" else value
    if not is_typed:
        current.set_parameter_source(name, ParameterSource.DEFAULT_MAP)


def _key(option: str) -> str:
    return option.lstrip("-")
