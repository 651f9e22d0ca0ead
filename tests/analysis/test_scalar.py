"""The common result: refuses NaN and unknown statuses, and survives strict JSON."""

import json
import math

import pytest

from ssmtheory.analysis.scalar import Scalar
from ssmtheory.errors import InputError


def test_nan_and_unknown_statuses_are_refused():
    with pytest.raises(InputError, match="NaN"):
        Scalar("K", math.nan, None, "m", "exact")
    with pytest.raises(InputError, match="status"):
        Scalar("K", 1.0, None, "m", "sure")


def test_json_is_strict_and_keeps_every_field():
    result = Scalar("K", math.inf, 1 - 2j, "m", "exact", label="<A>", parameters={"eps": 0.5})
    back = json.loads(json.dumps(result.to_json(), allow_nan=False))
    assert back["value"] == "inf"
    assert back["at"] == [1.0, -2.0]
    assert back["parameters"]["eps"] == 0.5


def test_reprs_are_short_and_escaped():
    result = Scalar("K", 1.5, 1 - 2j, "m", "exact", label="<A>")
    assert repr(result) == "Scalar(K=1.5, at=1-2j, 'm', 'exact')"
    assert "&lt;A&gt;" in result._repr_html_()
    assert float(result) == 1.5
