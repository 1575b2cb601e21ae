"""The commands that a build runs: shell, make, scripts."""
