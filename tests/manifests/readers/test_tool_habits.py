"""The table of what programs read by habit: its schema, its order, and that each line says something."""

from __future__ import annotations

from ctxtrim.manifests.readers.tool_habits import habits
from ctxtrim.manifests.tables import data


def test_the_table_holds_lists_of_names_by_program_in_order() -> None:
    parsed = data("tool_habits.toml")
    assert parsed.keys() == {"lists", "may", "above", "must"}
    for table in parsed.values():
        for program, names in table.items():
            assert names, program
            assert all(isinstance(name, str) and name for name in names), program
            assert len(set(names)) == len(names), program
    for table in ("may", "above", "must"):
        assert list(parsed[table]) == sorted(parsed[table])


def test_every_list_is_used_and_every_reference_leads_to_a_list() -> None:
    parsed = data("tool_habits.toml")
    used = {
        n[1:] for t in ("may", "above", "must") for names in parsed[t].values() for n in names if n[0] == "@"
    }
    used |= {name[1:] for line in parsed["lists"].values() for name in line if name.startswith("@")}
    assert used == parsed["lists"].keys() - {"root"}
    assert not [n for names in habits()["may"].values() for n in names if n.startswith("@")]


def test_the_table_of_minor_formats_has_only_its_columns() -> None:
    for row in data("minor_formats.toml")["format"]:
        assert row.keys() <= {"tools", "files", "keys", "below"}
        assert row["tools"]
        assert row["files"]
