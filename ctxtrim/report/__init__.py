"""The report: one self-contained HTML page with a treemap of the context.

The layout of the treemap is d3-hierarchy's (squarified, ISC licence, bundled as it is published): it must be
computed anew for each zoom and each size of the window, so it cannot be computed in Python.
"""
