"""What does version control know of a context: what is tracked, what is ignored, what is neither?

A repository is material, not a friend: nothing that it configures is executed, nothing outside is listed,
and no question is waited for longer than a moment.
"""

from ctxtrim.vcs.deciding import decides
from ctxtrim.vcs.view import GitView, look

__all__ = ["GitView", "decides", "look"]
