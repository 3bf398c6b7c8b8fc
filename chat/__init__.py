"""The conversation: states, protocol, delivery, storage, keys, access, settings. Imports nothing else of ours."""
