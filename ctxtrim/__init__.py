"""ctxtrim: see what `docker build` really sends, cut it, and know that it still builds."""

__version__ = "0.1.0"
