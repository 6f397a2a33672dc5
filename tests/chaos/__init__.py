"""Chaos: random faults under continuous commands, then an independent fold over the accepted answers judges what is left.

Nothing here uses our deciders, projections or envelopes: what must be true is worked out from answers and rules alone.
"""
