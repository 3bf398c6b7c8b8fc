"""Adversaries: one who reads every log, one who takes the machine, one who cuts its power."""
