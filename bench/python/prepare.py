"""The tutorials' steps with Python's datasets: load, split, write; with --checks also the rules for rows.

usage: prepare.py PARQUET FOLDER [--checks]
"""

import json
import os
import sys

from check import check
from datasets import load_dataset


def main():
    parquet, folder = sys.argv[1:3]
    train, test = (os.path.join(folder, name) for name in ("train.jsonl", "test.jsonl"))
    rows = load_dataset("parquet", data_files=parquet, split="train", cache_dir=os.path.join(folder, "cache"))
    sides = rows.train_test_split(test_size=0.2, seed=42)
    sides["train"].to_json(train, lines=True)
    sides["test"].to_json(test, lines=True)
    if "--checks" in sys.argv:
        print(json.dumps(check([train, test])))


main()
