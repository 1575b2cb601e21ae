"""Builds that belong to a folder, and the ignore file that each of them reads."""
