"""What a Dockerfile says: BuildKit's grammar, its shell words, its stages, what it takes from the context.

parse (bytes -> instructions) · directives, arguments, heredocs: the grammar's parts · shell, words,
substitution: shell words · instructions, mounts: flags, and what BuildKit refuses · scope: ARG and ENV ·
stages: which is which, what a target reaches · building: a stage line by line · sources: what a line names ·
flow: image paths led back to the context · needs: the plan.
All pure: bytes and text in, values out.
"""
