"""Every type that crosses a module boundary, by what it is about; no logic.

Paths are relative to the context's root, slash-separated, without a leading slash; "" is the root itself.
Bytes that do not decode stand as surrogates (`os.fsdecode`). Sizes are bytes.
All types are NamedTuples: one costs a fifth of a frozen dataclass at start-up and a third per object. Import
them from the modules: even so each takes a tenth of a millisecond, and a list of names needs few of them.
"""
