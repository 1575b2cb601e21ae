"""What can go wrong that is not a bug."""


class CtxtrimError(Exception):
    """One sentence for the user: where, what, what then. Caught once, in `cli`; exit status 2."""
