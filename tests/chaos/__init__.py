"""Kills and broken lines: does every message arrive, once, in order?"""
