"""Fingerprints of functions: digests of all that decides what they compute, and nothing else.

A source is read as a syntax tree, and followed into helpers, classes and values of the user's.
"""

from hamiltonish.fingerprints.parts import Fingerprint, Part, Read, Role, Titled, unfolded
from hamiltonish.fingerprints.reading import Reader

__all__ = ["Fingerprint", "Part", "Read", "Reader", "Role", "Titled", "unfolded"]
