"""Benchmarks: ratios against a named reference in the same run, measured in turn; no test of the suite asserts a time."""
