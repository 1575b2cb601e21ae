"""The audit of a context, kept true while files change.

events say where something happened, listings remember what directories hold, views what of it counts under
the rules of each build; state makes an audit of them, live waits for quiet moments.
"""
