"""What each command of `lavterskel` does, in groups as an operator meets them: it calls one service, and prints."""
