"""The figures of the open set, guarded with a small margin: whoever changes a word list sees at once what it costs."""

from __future__ import annotations

import warnings

import pytest

from bench.bios import score
from bench.bios.measure import gold, predictions

AT_LEAST = {
    "sendable": 0.85,
    "topic_recall@3": 0.83,
    "groundedness": 0.92,
    "wellformed": 0.98,
    "openness": 0.995,
    "language_native_nonen": 0.95,
    "fallback_ok": 1.0,
    "restraint": 0.95,
    "kind_macro_f1": 0.92,
    "sensitive_recall": 0.93,
    "length_ok": 1.0,
}
AT_MOST = {
    "sensitive_any": 0,
    "sensitive_evidence": 0,
    "creepy": 0,
    "salesy": 0,
    "stock_share": 0.03,
    "near_copy": 0.25,
    "people_flagged": 0.01,
    "dups_in_bio": 0,
}


@pytest.fixture(scope="module")
def measured() -> dict[str, float]:
    return dict(score.score(gold(), predictions()))


@pytest.mark.parametrize("metric", AT_LEAST)
def test_a_figure_does_not_fall(measured: dict[str, float], metric: str) -> None:
    """Below this, somebody's change has made the questions worse."""
    assert measured[metric] >= AT_LEAST[metric]


@pytest.mark.parametrize("metric", AT_MOST)
def test_a_count_of_faults_does_not_rise(measured: dict[str, float], metric: str) -> None:
    """Nothing private, nothing creepy, nothing that sells, no form letters."""
    assert measured[metric] <= AT_MOST[metric]


def test_the_scorer_still_judges_as_it_was_checked() -> None:
    """The copy of the scorer must stay the one that its own labelled questions hold in place."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # the scorer is a script that ends after reading
        faults = score.selftest(score.HERE / "openness.jsonl", score.HERE / "wellformed.jsonl")

    assert faults == 0
