"""Figures about speed, memory and question quality, one command each."""
