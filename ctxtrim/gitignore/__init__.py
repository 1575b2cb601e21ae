""".gitignore files, read as git reads them."""
