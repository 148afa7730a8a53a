"""What `benchmarks/prediction.py` is made of."""
