"""The contact register and what is counted from it. Knows the conversation only through `chat`'s shared parts."""
