"""What git knows of a context: what is tracked, ignored or neither.

A repository is not trusted: nothing that it configures is executed, nothing outside is listed, and every
command has a time limit.
"""

from ctxtrim.vcs.deciding import decides
from ctxtrim.vcs.view import GitView, look

__all__ = ["GitView", "decides", "look"]
