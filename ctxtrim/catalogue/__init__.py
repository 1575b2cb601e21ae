"""What rarely belongs in a build context: records (as data), kinds of files, and how both are looked up."""
