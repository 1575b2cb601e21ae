"""Prints the next high water of a harbour."""

import csv
import sys
from importlib.resources import files


def main() -> None:
    table = files("tides").joinpath("harbours.csv").read_text().splitlines()
    print(dict(csv.reader(table)).get(sys.argv[1], "unknown"))
