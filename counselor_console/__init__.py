"""What staff meet: signing in, the queue, conversations, registration, contacts and links."""
