"""Splink beside us: the same records, its own demonstration's model, one thread. Prints one line of JSON: quality at the best threshold in
hindsight (which we do not grant ourselves), and seconds.

usage: python peer.py febrl3|fake_1000|households DATA
"""
import json
import sys
import time
from pathlib import Path

import duckdb
import pandas as pd
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

SETS = {
    "febrl3": {
        "id": "rec_id", "files": ["febrl3.csv"], "truth": "febrl3.truth.csv",
        "comparisons": [
            cl.NameComparison("given_name"), cl.NameComparison("surname"),
            cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d", datetime_thresholds=[1, 1, 10], datetime_metrics=["month", "year", "year"]),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]), cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            cl.DamerauLevenshteinAtThresholds("postcode", [1]),
        ],
        "blocking": [["soc_sec_id"], ["given_name"], ["surname"], ["date_of_birth"], ["postcode"]],
        "training": [["date_of_birth"], ["postcode"]],
    },
    "fake_1000": {
        "id": "unique_id", "files": ["fake_1000.csv"], "truth": "fake_1000.truth.csv",
        "comparisons": [
            cl.NameComparison("first_name"), cl.NameComparison("surname"), cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.ExactMatch("city").configure(term_frequency_adjustments=True), cl.EmailComparison("email"),
        ],
        "blocking": [["first_name"], ["surname"], ["dob"], ["email"], ["city"]],
        "training": [["first_name", "surname"], ["dob"]],
    },
    "households": {
        "id": "rec_id", "files": ["households_a.csv", "households_b.csv"], "truth": "households.truth.csv",
        "comparisons": [
            cl.NameComparison("first_name"), cl.NameComparison("last_name"), cl.ExactMatch("middle_initial").configure(term_frequency_adjustments=True),
            cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%m/%d/%Y"),
            cl.DamerauLevenshteinAtThresholds("street_number", [1]), cl.JaroWinklerAtThresholds("street_name", [0.9]).configure(term_frequency_adjustments=True), cl.ExactMatch("sex"),
        ],
        "blocking": [["first_name", "last_name"], ["date_of_birth"], ["street_name", "street_number"], ["first_name", "middle_initial"], ["last_name", "middle_initial"]],
        "training": [["first_name", "last_name"], ["date_of_birth"]],
    },
}


def fit(scored, truth):
    """The best F1 of any threshold, and the most recall with precision 0.99."""
    scored.sort(key=lambda s: -s[0])
    yes, best, sure = 0, (0.0, 0.0, 0.0), 0.0
    for n, (weight, pair) in enumerate(scored, 1):
        yes += pair in truth
        if n < len(scored) and scored[n][0] == weight:
            continue
        f1 = 2 * yes / (n + len(truth))
        best = max(best, (f1, yes / n, yes / len(truth)))
        if yes >= 0.99 * n:
            sure = yes / len(truth)
    return {"f1": best[0], "precision": best[1], "recall": best[2], "r99": sure}


def main():
    name, data = sys.argv[1], Path(sys.argv[2])
    of = SETS[name]
    start = time.perf_counter()
    frames = [pd.read_csv(data / f, dtype=str) for f in of["files"]]
    for frame in frames:
        frame.rename(columns={of["id"]: "unique_id"}, inplace=True)
    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    settings = SettingsCreator(
        link_type="dedupe_only" if len(frames) == 1 else "link_only", comparisons=of["comparisons"],
        blocking_rules_to_generate_predictions=[block_on(*b) for b in of["blocking"]],
        retain_intermediate_calculation_columns=False, retain_matching_columns=False,
    )
    db_api = DuckDBAPI(connection=connection)
    tables = [db_api.register(frame, dataset_display_name=f"records_{i}") for i, frame in enumerate(frames)]
    linker = Linker(tables if len(tables) > 1 else tables[0], settings)
    linker.training.estimate_probability_two_random_records_match([block_on(*b) for b in of["training"]], recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for b in of["training"]:
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(*b))
    found = linker.inference.predict(threshold_match_weight=-10).as_pandas_dataframe()
    seconds = time.perf_counter() - start
    truth = pd.read_csv(data / of["truth"], dtype=str)
    pair = (lambda a, b: (a, b)) if len(frames) > 1 else (lambda a, b: (min(a, b), max(a, b)))
    true = {pair(a, b) for a, b in zip(truth.left_id, truth.right_id)}
    scored = [(w, pair(a, b)) for w, a, b in zip(found.match_weight, found.unique_id_l, found.unique_id_r)]
    if len(of["files"]) > 1 and scored and scored[0][1][0].startswith("b"):
        scored = [(w, (b, a)) for w, (a, b) in scored]
    print(json.dumps({"seconds": seconds, **fit(scored, true)}))


main()
