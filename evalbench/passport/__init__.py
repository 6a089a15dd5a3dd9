"""`run.json`: what was asked, of whom, on what, when, and how it ended."""

from evalbench.passport.run import Passport, selection

__all__ = ["Passport", "selection"]
