"""The tables of shifts, venues and our own profiles there."""
