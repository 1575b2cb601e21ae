"""What each command answers, without a terminal."""
