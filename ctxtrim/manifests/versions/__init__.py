"""Whether a build takes its version from git."""
