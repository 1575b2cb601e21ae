"""An ignore file, read as one builder reads it."""
