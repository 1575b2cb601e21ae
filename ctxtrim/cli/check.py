"""`ctxtrim check`: the rules, with an exit status."""

from __future__ import annotations

import re
from collections.abc import Sequence
from os.path import curdir, join, pardir, relpath, sep

import click

from ctxtrim.cli import complete
from ctxtrim.cli.options import context_argument, format_option, request_options, revision_option
from ctxtrim.errors import CtxtrimError
from ctxtrim.model.context import Request
from ctxtrim.model.finding import SEVERITIES, Finding
from ctxtrim.model.sizes import parse_size


def _bytes(_: click.Context, __: click.Parameter, value: str) -> int | None:
    try:
        return parse_size(value) if value else None
    except ValueError as error:
        raise click.UsageError(f"--max-size {error}") from None


@click.command()
@context_argument
@request_options
@revision_option
@click.option(
    "--select",
    multiple=True,
    metavar="RULES",
    help="Run only these (CT2, CT201, a slug); a,b.",
    shell_complete=complete.rules,
)
@click.option(
    "--ignore",
    multiple=True,
    metavar="RULES",
    help="Do not run these; a,b.",
    shell_complete=complete.rules,
)
@click.option(
    "--fail-on",
    type=click.Choice(SEVERITIES),
    default="warning",
    show_default=True,
    help="Least severity that makes the status 1.",
)
@click.option(
    "--max-size", default="", metavar="SIZE", callback=_bytes, help="Allow at most this to be sent."
)
@click.option("--max-files", type=click.IntRange(0), help="Allow at most so many files to be sent.")
@click.option(
    "--budget",
    type=click.Choice(["sent", "eligible"]),
    default="sent",
    show_default=True,
    help="What --max-size and --max-files limit.",
)
@click.option(
    "--baseline", default="", metavar="FILE", help="Leave out its findings.", shell_complete=complete.paths
)
@click.option("--write-baseline", is_flag=True, help="Write today's findings to the --baseline FILE.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing where there are no findings.")
@format_option("text", "json", "sarif", "github", "gitlab", "markdown")
def command(
    request: Request,
    select: Sequence[str],
    ignore: Sequence[str],
    fail_on: str,
    max_size: int | None,
    max_files: int | None,
    budget: str,
    baseline: str,
    write_baseline: bool,
    quiet: bool,
    form: str,
) -> int:
    """Check CONTEXT: its ignore files, its Dockerfiles, and what they send.

    `ctxtrim rule` lists the rules. A comment `# ctxtrim: ignore CT201` above a line silences a rule there.
    Status 0: no finding of the --fail-on severity; 1: at least one.
    """
    from ctxtrim.checks.subject import Limits
    from ctxtrim.cli.progress import telling
    from ctxtrim.commands.check import check
    from ctxtrim.render.names import visible

    if write_baseline and not baseline:
        raise click.UsageError("--write-baseline says to write; name the file with --baseline FILE")
    with telling(visible(f"checking {request.context}")):
        audit = check(request, _names(select), _names(ignore), Limits(max_size, max_files, budget))
    findings = audit.findings
    if write_baseline:
        _write_baseline(baseline, findings)
        return 0
    if baseline:
        findings = _without(findings, baseline)
    if findings or not quiet or form in ("json", "sarif", "gitlab"):
        _print(audit.context, findings, form)
    worst = min((SEVERITIES.index(finding.severity) for finding in findings), default=len(SEVERITIES))
    return 1 if worst <= SEVERITIES.index(fail_on) else 0


def _names(values: Sequence[str]) -> list[str]:
    return [name for value in values for name in re.split(r"[,\s]+", value) if name]


def _print(context: str, findings: Sequence[Finding], form: str) -> None:
    from ctxtrim.render import check as render

    below = relpath(context)
    if form != "json" and below.split(sep)[0] not in (curdir, pardir):
        findings = [_from_here(finding, below) for finding in findings]
        context = curdir
    if form == "text":
        from ctxtrim.cli.terminal import page, show
        from ctxtrim.commands.check import texts_of

        show(render.check_text(findings, page(), texts_of(context, findings)))
    elif form == "json":
        click.echo(render.check_json(context, findings), nl=False)
    elif form == "github":
        click.echo(render.check_github(findings), nl=False)
    elif form == "gitlab":
        click.echo(render.check_gitlab(findings), nl=False)
    elif form == "markdown":
        click.echo(render.check_markdown(findings), nl=False)
    else:
        from ctxtrim.commands.rule import rule_pages

        pages = [(rule.id, rule.name, page) for rule, page in rule_pages("CT")]
        click.echo(render.check_sarif(findings, pages), nl=False)


def _from_here(finding: Finding, context: str) -> Finding:
    """Let the file of a finding, as reports name it, start at the working directory."""
    path = join(context, finding.path) if finding.path else ""
    return finding._replace(file=join(context, finding.file) if finding.file else "", path=path)


def _write_baseline(file: str, findings: Sequence[Finding]) -> None:
    from json import dumps

    from ctxtrim.render.check import fingerprint

    prints = sorted({fingerprint(finding) for finding in findings})
    text = dumps({"schema": "ctxtrim.baseline/1", "findings": prints}, indent=2) + "\n"
    try:
        with open(file, "w", encoding="utf-8") as out:
            out.write(text)
    except OSError as error:
        raise CtxtrimError(f"{file}: {error.strerror}; the baseline is not written.") from None
    click.echo(f"{file}: {len(prints)} findings written.")


def _without(findings: Sequence[Finding], file: str) -> tuple[Finding, ...]:
    from json import JSONDecodeError, loads

    from ctxtrim.builds.read_file import read_regular
    from ctxtrim.render.check import fingerprint

    try:
        known = set(loads(read_regular(file))["findings"])
    except (JSONDecodeError, UnicodeDecodeError, KeyError, TypeError):
        raise CtxtrimError(f"{file}: not a baseline; make one with --write-baseline.") from None
    return tuple(finding for finding in findings if fingerprint(finding) not in known)
