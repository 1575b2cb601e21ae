"""One pass over a context: what is eligible, how much each builder would transfer, and where it lies."""

from ctxtrim.scan.run import scan

__all__ = ["scan"]
