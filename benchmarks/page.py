"""A report of measurements as a page of Markdown."""

from __future__ import annotations

from typing import Any


def page(report: dict[str, Any], how: str) -> str:
    """Return one table per tree and ignore file. how: what is measured, a paragraph."""
    machine = report["machine"]
    lines = ["# Measurements", "", "Made by `python benchmarks/run.py --markdown docs/measurements.md`.", ""]
    lines += [how.partition("\n\n")[2].strip(), ""]
    lines += [
        f"{machine['date']}, {machine['system']}, {machine['cores']} cores, CPython {machine['python']}, load"
        f" {machine['load'][0]}; the accelerator is {'built' if machine['accelerator'] else 'not built'}.",
        "",
        "`heavy` excludes and prunes most of a tree; `light` prunes nothing: each path meets each pattern.",
    ]
    for result in report["results"]:
        lines += ["", f"## {result['tree']}, {result['ignore']}", *_table(result)]
    return "\n".join(lines) + "\n"


def _table(result: dict[str, Any]) -> list[str]:
    yardstick = result["yardstick"]
    lines = [f"{result['files']}, {result['rounds']} rounds", ""]
    lines += [f"| | × `{yardstick}` | wall s | CPU s | peak MiB |", "|---|---|---|---|---|"]
    for row in result["rows"]:
        ratio = f"{row['ratio']:.2f}" if "ratio" in row else ""
        lines.append(
            f"| {row['name']} | {ratio} | {row['wall']:.3f} | {row['cpu']:.3f} | {row['peak_mib']:.0f} |"
        )
    return lines
