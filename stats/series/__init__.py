"""Figures that were printed in earlier reports: kept as they were printed, and recomputed where that can be done.

`table` has the values, `reading` makes them of a file, `recomputing` finds where the print differs, `editions` stores
them, and `pages` shows them. Nothing here counts contacts: that is for `stats.counting`.
"""
