"""From a tree of files to what is eligible and what is sent."""
