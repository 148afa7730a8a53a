"""Simulated learners: what they really remember, and the policies that choose for them."""
