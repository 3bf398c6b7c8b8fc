"""What the visitor meets: the page, the path without script, the embed loader."""
