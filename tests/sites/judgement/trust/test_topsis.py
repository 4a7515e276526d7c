"""The second opinion beside a library of the field."""

import numpy as np
import skcriteria
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from skcriteria.agg.topsis import TOPSIS
from skcriteria.preprocessing.scalers import VectorScaler

from sites.judgement.trust.smaa import topsis_ranks


@given(arrays(float, (6, 3), elements=st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.9, 1.0])))
@settings(max_examples=60, deadline=None)
def test_topsis_ranks_as_scikit_criteria_does_ties_included(values: np.ndarray) -> None:
    weights = np.array([0.5, 0.3, 0.2])
    if not (values > 0).any(axis=0).all() or (np.ptp(values, axis=0) == 0).all():
        return  # a column of nothing, or sites all alike: there the library divides by zero
    matrix = skcriteria.mkdm(values, [max] * 3, weights=weights)
    theirs = TOPSIS().evaluate(VectorScaler("matrix").transform(matrix)).rank_
    assert topsis_ranks(values, weights).tolist() == theirs.tolist()
