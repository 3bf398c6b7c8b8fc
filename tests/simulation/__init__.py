"""Years of an invented service, whose persons are known: to measure what is told of their number.

Nothing here is of real people, and the words of the notes were chosen apart from the concepts that notes are compared
by. What is measured here holds for such years only; how often people return in them is a choice of their author.
"""
