"""Quizapp: a document goes in, an adaptive quiz comes out."""

__version__ = "0.1.0"
