"""Which builds belong to a folder, and which ignore file does each of them read?"""

from ctxtrim.targets.discovery import Discovery, contexts, discover
from ctxtrim.targets.ignore_source import IgnoreSource, ignore_file_for, ignore_source, read_ignore_file

__all__ = [
    "Discovery",
    "IgnoreSource",
    "contexts",
    "discover",
    "ignore_file_for",
    "ignore_source",
    "read_ignore_file",
]
