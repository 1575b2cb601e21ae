"""One manifest format a module: which files of the context it names."""
