"""Splink's own weights for what `waymark link export-splink` wrote, as CSV: pair, weight before anything, by field, and in all.

usage: python splink_weighs.py FOLDER
"""
import csv
import json
import math
import sys
from pathlib import Path

import duckdb
from splink import DuckDBAPI, Linker

folder = Path(sys.argv[1])
settings = json.loads((folder / "settings.json").read_text())
connection = duckdb.connect()
api = DuckDBAPI(connection=connection)
tables = []
for name in ("left", "right"):
    path = folder / f"{name}.parquet"
    if path.exists():
        connection.execute(f"CREATE VIEW {name}_file AS SELECT * FROM read_parquet('{path}')")
        tables.append(api.register(connection.sql(f"SELECT * FROM {name}_file").df(), dataset_display_name=f"{name}_records"))
linker = Linker(tables if len(tables) > 1 else tables[0], settings)
found = linker.inference.predict().as_pandas_dataframe()
fields = [c["output_column_name"] for c in settings["comparisons"]]
out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(["left_id", "right_id", *fields, "all"])
for row in found.to_dict("records"):
    by_field = [row.get(f"mw_{f}", math.log2(row[f"bf_{f}"]) if f"bf_{f}" in row else math.nan) for f in fields]
    out.writerow([row["unique_id_l"], row["unique_id_r"], *by_field, row["match_weight"]])
