"""The parts of Go that leak into Docker: paths and regular expressions."""
