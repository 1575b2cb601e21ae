"""Many repositories at once: each is audited in a process of its own, so none can end the run."""
