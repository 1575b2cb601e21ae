"""What an edit rebuilds: the cache chain of a Dockerfile, and lines in a better order. Pure.

chain: the steps that make layers, and what each stands on · feed: which files of the context feed a step ·
replay: BuildKit's layer cache over a history · cost: the sums.
"""
