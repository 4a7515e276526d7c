"""The page itself: data, script and policy around the content."""
